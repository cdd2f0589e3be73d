/** What a person who starts, looks at, and stops the shop sees. */
import { readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import path from 'node:path'
import { services as names, subgraphs } from '@shop/dev/shop/topology.ts'
import { isAlive } from '@shop/dev/process/identity.ts'
import { until } from '@shop/dev/testing/until.ts'
import { readProcesses, type ProcessFile } from '@shop/dev/supervisor/process-file.ts'
import { freshEnvironment, Launch, type LaunchEnvironment } from './launch.ts'

const services = [...names, 'mongo', 'nats']

const WITHIN_MS = 300_000 // on a machine that has much else to do

async function refusal(
  env: LaunchEnvironment,
  program: 'start' | 'reset' | 'status' | 'logs' = 'start',
  ...args: string[]
) {
  const launch = await Launch.run(program, env, args)
  return { exit: await launch.ended, lines: launch.lines }
}

const refused = (line: RegExp) => ({ exit: { code: 1, signal: null }, lines: [expect.stringMatching(line)] })

function processes(entries: ProcessFile | undefined) {
  return Object.values(entries ?? {}).flatMap(({ pid, birth }) => (pid && birth ? [{ pid, birth }] : []))
}

test(
  'a shop starts, shows itself, keeps its folder to itself, stops in order, and finds its data again',
  async () => {
    const env = await freshEnvironment()
    const { DATA_DIR: folder, PORT: port } = env
    const first = await Launch.run('start', env)
    await first.open()

    expect(first.lines.filter((line) => /:\/\/[^*\s/]+@/.test(line))).toEqual([]) // a wrong password

    const entries = await readProcesses(folder)
    const entryCount = Object.keys(entries ?? {}).length
    expect(Object.keys(entries ?? {})).toEqual(expect.arrayContaining(services))
    expect(entries?.['router']?.url).toBe(`http://127.0.0.1:${port}`)
    expect(processes(entries).every(isAlive)).toBe(true)
    const status = await refusal(env, 'status')
    expect(status.exit.code).toBe(0)
    expect(status.lines.filter((line) => line.endsWith('healthy'))).toHaveLength(entryCount)
    expect(status.lines).toContainEqual(
      expect.stringMatching(/^order +\d+ +\d+ (s|min) +0 +\d+ MiB +\d+ +http:\S+ +healthy$/),
    )

    expect((await refusal(env, 'logs', 'order')).lines).toContainEqual(expect.stringContaining('ready'))
    expect(await refusal(env, 'logs', 'nobody')).toEqual(refused(/^There is no log of nobody; .*order/))

    expect(await refusal(env)).toEqual(
      refused(/^The shop is running already .*Stop that one, or set DATA_DIR and PORT/),
    )
    expect(await refusal(env, 'reset', '--yes')).toEqual(refused(/^Nothing was deleted\. The shop is running already/))
    expect(await refusal({ ...env, DATA_DIR: `${folder}/other` })).toEqual(
      refused(/^PORT: \d+ is taken .*PORT=\d+ npm start/),
    )
    expect((await stat(path.join(folder, 'jwt-secret'))).mode & 0o777).toBe(0o600)

    first.kill('SIGTERM')
    expect(await first.ended).toEqual({ code: 0, signal: null })
    expect(processes(entries).filter(isAlive)).toEqual([])
    expect(await readdir(folder)).not.toEqual(expect.arrayContaining(['lock']))
    expect(await readdir(folder)).not.toEqual(expect.arrayContaining(['processes.json']))
    expect((await refusal(env, 'status')).lines[0]).toMatch(/^No shop runs on /)

    // The same data, by all subgraphs in one process.
    const second = await Launch.run('start', env, ['--one-process'])
    await second.open()
    const together = (await readProcesses(folder)) ?? {}
    expect(Object.keys(together).toSorted()).toEqual(Object.keys(entries ?? {}).toSorted())
    expect(new Set(subgraphs.map((name) => together[name]?.pid)).size).toBe(1)
    const all = await refusal(env, 'status')
    expect([all.exit.code, all.lines.filter((line) => line.endsWith('healthy')).length]).toEqual([0, entryCount])
    expect((await refusal(env, 'logs', 'pay')).lines.findLast((line) => line.includes('ready'))).toContain(
      String(together['pay']?.url),
    )
    process.kill(together['pay']?.pid ?? 0, 'SIGKILL')
    await until('they run again, in another process', () =>
      second.lines.some((line) => line.startsWith('subgraphs is ready again')),
    )
    expect((await readProcesses(folder))?.['order']).toMatchObject({ restarts: 1 })
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ product(id: "ceramic-cup") { stock } }' }),
    })
    expect(await answer.json()).toEqual({ data: { product: { stock: 1_000 } } })

    // Killed, it takes its processes with it, and does not keep the next start out.
    const orphans = processes(await readProcesses(folder))
    second.kill('SIGKILL')
    await second.ended
    const third = await Launch.run('start', env)
    await third.open()
    expect(orphans.filter(isAlive)).toEqual([])
    third.kill('SIGINT')
    expect(await third.ended).toEqual({ code: 0, signal: null })

    expect(await refusal(env, 'reset')).toEqual(refused(/^Nothing was deleted: .*--yes/))
    expect((await refusal(env, 'reset', '--dry-run')).lines).toEqual(
      expect.arrayContaining([expect.stringContaining('jwt-secret')]),
    )
    expect((await refusal(env, 'reset', '--help')).exit.code).toBe(0)
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['jwt-secret', 'nats']))
    expect((await refusal(env, 'reset', '--yes')).exit.code).toBe(0)
    expect(await readdir(folder)).toEqual(['other'])
    await rm(folder, { recursive: true })
  },
  WITHIN_MS,
)

test(
  'a start that is interrupted leaves no process and no lock',
  async () => {
    const env = await freshEnvironment()
    const launch = await Launch.run('start', env)
    await until('the first processes run', async () => processes(await readProcesses(env.DATA_DIR)).length > 0, 120_000)
    const started = processes(await readProcesses(env.DATA_DIR))
    launch.kill('SIGINT')
    expect((await launch.ended).code).toBe(0)
    expect(started.filter(isAlive)).toEqual([])
    expect((await readdir(env.DATA_DIR)).filter((name) => /lock|parts|building|fresh/.test(name))).toEqual([])
    await rm(env.DATA_DIR, { recursive: true })
  },
  WITHIN_MS,
)

test.each([
  [{ NODE_ENV: 'production' }, /^NODE_ENV: is "production"; expected development or test/],
  [{ PORT: '70000' }, /^PORT: is "70000"; expected the router's port, from 1 to 65535$/],
  [{ DATA_DIR: '/dev/null/data' }, /^\/dev\/null\/data cannot be written .*set DATA_DIR/],
  [
    { MONGODB_URI: 'mongodb://me:secret@127.0.0.1:1/' },
    /^MONGODB_URI: nothing answers at mongodb:\/\/\*\*\*@127\.0\.0\.1:1\//,
  ],
  [{ NATS_URL: 'nats://127.0.0.1:1' }, /^NATS_URL: nothing with JetStream answers at nats:\/\/127\.0\.0\.1:1 /],
])(
  'with %j a start refuses in one line that names the variable',
  async (wrong, line) => {
    const env = await freshEnvironment()
    expect(await refusal({ ...env, ...wrong })).toEqual(refused(line))
    await rm(env.DATA_DIR, { recursive: true, force: true })
  },
  WITHIN_MS,
)

test(
  'a port that another program has is named, with the variable that moves the shop',
  async () => {
    const env = await freshEnvironment()
    const other = createServer().listen(Number(env.PORT), '127.0.0.1')
    await once(other, 'listening')
    expect(await refusal({ ...env })).toEqual(refused(/^PORT: \d+ is taken by another program\. Set PORT/))
    other.close()
    await rm(env.DATA_DIR, { recursive: true, force: true })
  },
  WITHIN_MS,
)

test(
  'where one subgraph is to be crashed by a test, one process for all is refused',
  async () => {
    const env = await freshEnvironment()
    const answered = await refusal({ ...env, FAILPOINTS_DIR: '/tmp/failpoints' }, 'start', '--one-process')
    expect(answered).toEqual(refused(/^FAILPOINTS_DIR: is "\/tmp\/failpoints"; expected none with --one-process/))
    await rm(env.DATA_DIR, { recursive: true, force: true })
  },
  WITHIN_MS,
)
