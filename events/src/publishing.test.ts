import { contract } from '@shop/contract/catalog.ts'
import { sample } from '@shop/contract/samples.ts'
import { Publishing } from './publishing.ts'

test('publishing fails from the first failure on, however many follow, until one event gets through', async () => {
  const parsed = contract.parse(new TextEncoder().encode(JSON.stringify(sample('OrderPlaced'))))
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  let now = 1_000
  let full = true
  const publishing = new Publishing(() => now)
  const publisher = publishing.watched({
    publish: () => (full ? Promise.reject(new Error('the disk is full')) : Promise.resolve()),
  })
  const publish = () => publisher.publish(parsed.envelope, 'id').catch(() => undefined)
  expect(publishing.failingForMs).toBe(0)
  await publish()
  now += 5_000
  await publish()
  expect(publishing.failingForMs).toBe(5_000)
  full = false
  await publish()
  expect(publishing.failingForMs).toBe(0)
})
