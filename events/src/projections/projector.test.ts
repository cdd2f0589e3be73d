import { type Envelope, parseEnvelope } from '../contract/envelope.ts'
import { sample } from '../contract/samples.ts'
import { Projector } from './projector.ts'

function event(aggregateVersion: number): Envelope {
  const parsed = parseEnvelope({ ...sample('PointsAdded'), aggregateVersion })
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  return parsed.envelope
}

test('what comes while a batch is collected is stored together', async () => {
  const batches: number[] = []
  let goOn: () => void = () => undefined
  const projector = new Projector(
    async (events) => void batches.push(events.length),
    () => new Promise((resolve) => (goOn = resolve)),
  )
  const all = [event(1), event(2), event(3)].map((each) => projector.project(each))
  await Promise.resolve()
  expect(batches).toEqual([])
  goOn()
  await Promise.all(all)
  expect(batches).toEqual([3])
})

test('a batch that is full waits for nothing', async () => {
  const batches: number[] = []
  const projector = new Projector(
    async (events) => void batches.push(events.length),
    () => new Promise(() => undefined),
  )
  await Promise.all(Array.from({ length: 500 }, (_, version) => projector.project(event(version + 1))))
  expect(batches).toEqual([500])
})
