import { silent } from '../progress.ts'
import { natsEngine, type NatsRungs } from './nats.ts'

/** A machine without any engine, unless given. */
function machine(has: Partial<NatsRungs>): NatsRungs {
  return {
    whyNoNats: async () => 'refused',
    findOnPath: () => undefined,
    whyNoDebian: async () => 'this is no Debian',
    fromDebian: async () => '/debian/nats-server',
    whyNoGo: async () => 'Go is missing',
    fromGo: async () => '/go/nats-server',
    ...has,
  }
}

const options = { given: undefined, dataDir: '/nowhere', step: silent }

async function program(rungs: NatsRungs): Promise<string | undefined> {
  return (await natsEngine(options, rungs)).processes[0]?.command.file
}

test('NATS_URL comes first, and nothing is started beside it', async () => {
  const url = 'nats://bus.example'
  const rungs = machine({ whyNoNats: async () => undefined })
  expect(await natsEngine({ ...options, given: { NATS_URL: url } }, rungs)).toEqual({ url, processes: [] })
})

test('a NATS_URL that does not answer is reported', async () => {
  const given = { NATS_URL: 'nats://ann:secret@bus.example' }
  await expect(natsEngine({ ...options, given }, machine({}))).rejects.toThrow(
    /^NATS_URL: .* at nats:\/\/\*\*\*@bus.example \(.*refused/,
  )
})

test('a nats-server on PATH comes before the registries', async () => {
  expect(await program(machine({ findOnPath: () => '/bin/nats-server', whyNoDebian: async () => undefined }))).toBe(
    '/bin/nats-server',
  )
})

test("Debian's package comes before the Go module", async () => {
  const both = { whyNoDebian: async () => undefined, whyNoGo: async () => undefined }
  expect(await program(machine(both))).toBe('/debian/nats-server')
  expect(await program(machine({ whyNoGo: async () => undefined }))).toBe('/go/nats-server')
})

test('where none of them is available, the error says why and how to proceed', async () => {
  await expect(program(machine({}))).rejects.toThrow(/Go is missing\. Set NATS_URL to a running one\.$/)
})
