/** `npm run events` against a real NATS. */

import { contract } from '@shop/contract/catalog.ts'
import { withTemporaryFolder } from '@shop/dev/testing/temporary.ts'
import { until } from '@shop/dev/testing/until.ts'
import { run } from '@shop/events/command-line/run.ts'
import { sample } from '@shop/contract/samples.ts'
import { DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { v7 as uuid } from 'uuid'
import { type Machinery, openMachinery } from './machinery.ts'

let machinery: Machinery
beforeAll(async () => void (machinery = await openMachinery()))
afterAll(() => machinery.close())
beforeEach(async () => {
  for (const stream of ['EVENTS', 'DEAD']) await machinery.streams.manager.streams.purge(stream)
})

async function events(line: string, env: Record<string, string> = { NATS_URL: machinery.engines.natsUrl }) {
  const [out, complaints]: [string[], string[]] = [[], []]
  const code = await run(line.split(' ').filter(Boolean), {
    contract,
    env,
    print: (text) => void out.push(text),
    complain: (text) => void complaints.push(text),
    signal: new AbortController().signal,
  })
  return { code, out, complaints }
}

const publish = async (orderId: string) => {
  const body = { ...sample('OrderPlaced'), id: uuid(), aggregateId: orderId, orderId }
  const event = { ...body, data: { ...Object(sample('OrderPlaced')['data']), orderId } }
  await machinery.streams.stream.publish(`events.order.OrderPlaced.${orderId}`, JSON.stringify(event))
  return event
}

async function moveToDeadLetters(orderId: string, service = 'pay') {
  const data = new TextEncoder().encode(JSON.stringify(await publish(orderId)))
  const info = { streamSequence: 1, timestampNanos: Math.random() }
  const subject = `events.order.OrderPlaced.${orderId}`
  const message = { subject, data, info, ack() {}, nak() {}, term() {}, working() {} }
  await new DeadLetters(machinery.streams).add(service, message, { kind: 'failed', error: 'broken', tries: 8 })
}

test('replay shows what was, of all or of one order, since the beginning or a time', async () => {
  const [one, other] = [uuid(), uuid()]
  const begin = new Date().toISOString()
  for (const id of [one, other, one]) await publish(id)
  const all = await events('replay')
  expect(all).toMatchObject({ code: 0, complaints: [] })
  expect(all.out.map((line) => line.split(/\s+/)[2])).toEqual([one, other, one])
  expect((await events(`replay --order ${one}`)).out).toHaveLength(2)
  expect((await events(`replay --since ${begin}`)).out).toHaveLength(3)
  expect((await events('replay --user ann --type OrderPlaced --saga')).out).toHaveLength(3)
  expect((await events('replay --user bob')).out).toEqual([])
  expect((await events('replay --service pay')).out).toEqual([])
  const [first = ''] = (await events('replay --json')).out
  expect(JSON.parse(first)).toMatchObject({ type: 'OrderPlaced', aggregateId: one, data: { quantity: 10 } })
})

test('replay of a stream without events shows nothing', async () => {
  expect(await events('replay')).toEqual({ code: 0, out: [], complaints: [] })
})

test('dead lists dead letters, replays and drops them', async () => {
  const [one, other] = [uuid(), uuid()]
  await moveToDeadLetters(one)
  await moveToDeadLetters(other)
  await moveToDeadLetters(other, 'delivery')
  const { out } = await events('dead')
  expect(out).toHaveLength(2 * 3 + 1)
  expect(out[0]).toMatch(/pay +failed +8x +events.order.OrderPlaced.[-0-9a-f]+ +broken$/)
  expect(out[1]).toContain(`"orderId":"${one}"`)
  expect(out.at(-1)).toBe('3 dead letters.')
  expect((await events(`dead --order ${one}`)).out.at(-1)).toBe('1 dead letter.')
  expect((await events('dead --service delivery --json')).out).toHaveLength(1)

  expect((await events(`dead replay --order ${one}`)).out).toEqual(['1 replayed.'])
  expect((await events(`replay --order ${one}`)).out).toHaveLength(2)
  const number = (await events('dead')).out[0]?.trim().split(' ')[0] ?? ''
  expect((await events(`dead drop ${number}`)).out).toEqual(['1 dropped.'])
  expect(await events(`dead replay ${number}`)).toMatchObject({
    code: 1,
    complaints: [`There is no dead letter ${number}: see dead.`],
  })
  expect((await events('dead replay --all')).out).toEqual(['1 replayed.'])
  expect((await events('dead')).out).toEqual(['No dead letters.'])
})

test('an unknown option is reported in one line that points to --help, with exit code 1', async () => {
  const { code, out, complaints } = await events('taill')
  expect({ code, out }).toEqual({ code: 1, out: [] })
  expect(complaints.join()).toMatch(/^unknown command 'taill'.* \(npm run events -- --help\)$/)
  expect(await events('--help')).toMatchObject({ code: 0, complaints: [] })
})

test('where there is no NATS it says so in one line, and what to do', async () => {
  const { code, complaints } = await events('dead', { NATS_URL: 'nats://ann:secret@127.0.0.1:1' })
  expect(code).toBe(1)
  expect(complaints).toEqual([
    expect.stringMatching(/^NATS does not answer at nats:\/\/\*\*\*@127.0.0.1:1 .*NATS_URL\.$/),
  ])
  expect((await events('dead', { DATA_DIR: '/nonexistent' })).complaints).toEqual([
    'No shop is running here: start one with npm start, or set NATS_URL.',
  ])
})

test("NATS is found through the running shop's processes.json", async () => {
  await withTemporaryFolder(async (folder) => {
    const processes = { order: { pid: 1, url: 'http://127.0.0.1:4001' }, nats: { url: machinery.engines.natsUrl } }
    await writeFile(path.join(folder, 'processes.json'), JSON.stringify(processes))
    expect(await events('dead', { DATA_DIR: folder })).toMatchObject({ code: 0 })
    await writeFile(path.join(folder, 'processes.json'), '{')
    expect(await events('dead', { DATA_DIR: folder })).toMatchObject({ code: 1 })
  })
})

test('tail follows what happens until Ctrl-C, and ends with 0', async () => {
  const main = createRequire(import.meta.url).resolve('@shop/contract/events-main.ts')
  const child = spawn(process.execPath, [main, 'tail', '--json'], {
    env: { ...process.env, NATS_URL: machinery.engines.natsUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = ''
  createInterface(child.stdout).on('line', (line) => (last = line))
  await until('tail shows an event', async () => {
    await publish(uuid())
    return last !== ''
  })
  expect(JSON.parse(last)).toMatchObject({ type: 'OrderPlaced' })
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})
