/** `npm run bench:router -- [seconds] [names]`: routers one after the other over the same cheap subgraphs; CPU of each one's process per request. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine, positiveNumber } from '@shop/platform/command-line.ts'
import { SignJWT } from 'jose'
import { compose } from '@shop/router/supergraph/compose.ts'
import { distribution } from '../../saga/src/load/percentiles.ts'
import { machine } from '../../saga/src/machine.ts'
import { cpuBetween, usageOf } from '../../saga/src/process/usage.ts'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { installPeers } from './install.ts'
import { load } from './load.ts'
import { measuredOrNone } from './measured.ts'
import { pages } from './pages.ts'
import { ready } from './ready.ts'
import { routers, SECRET, namesOption, type RouterUnderTest } from './routers.ts'
import { schemas, urlOf } from './subgraphs/schemas.ts'

const CONNECTIONS = 16
const WARM_SECONDS = 4
/** Of what is planned each time there are fewer, and planning is compiled after some hundreds. */
const NEW_WARM_SECONDS = 25
const FIRST_PORT = 23_910

const { processedArgs } = commandLine({
  script: 'bench:router',
  does: 'Puts routers one after the other over the same cheap subgraphs, and measures the CPU that each takes per request.',
  examples: {
    '': 'all of them, 10 s for each page',
    '30 ours,apollo': '30 s, and those whose names have one of these',
  },
})
  .argument('[seconds]', 'for each page', positiveNumber, 10)
  .argument('[names]', 'of routers, or substrings of their names, with commas', namesOption(routers('', FIRST_PORT)))
  .parse()
const [seconds, isChosen = () => true] = processedArgs
const node = process.execPath
const token = await new SignJWT({ roles: ['customer'] })
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject('u1')
  .setIssuer('bench')
  .setAudience('bench')
  .setExpirationTime('1h')
  .sign(new TextEncoder().encode(SECRET))
const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-router-'))
const supergraph = path.join(folder, 'supergraph.graphql')
const chosen = routers(supergraph, FIRST_PORT).filter(isChosen)

type MeasuredPage = {
  readonly page: string
  readonly router: string
  /** Milliseconds a request. */
  readonly cpu: number
  readonly others: readonly TableCell[]
}

async function measure({ name: router, file = node, args, env, url }: RouterUnderTest): Promise<MeasuredPage[]> {
  const child = await Child.spawn({ file, args: [...args], cwd: projectRoot, env: { ...env } })
  try {
    await ready(url, child)
    const all: MeasuredPage[] = []
    for (const page of pages) {
      await load(url, page, CONNECTIONS, page.isNew ? NEW_WARM_SECONDS : WARM_SECONDS, token)
      const processes = [{ name: router, pid: child.pid }]
      const before = usageOf(processes)
      const measured = await load(url, page, CONNECTIONS, seconds, token)
      const after = usageOf(processes)
      const { p50, p99 } = distribution(measured.latencies)
      const cpu = (cpuBetween(before, after)[router] ?? 0) / measured.requests
      const kilobytes = measured.bytes / measured.requests / 1000
      const memory = (after[router]?.memoryBytes ?? 0) / 2 ** 20
      const others = [measured.requests / measured.seconds, p50, p99, memory, kilobytes, measured.failed]
      all.push({ page: page.name, router, cpu, others })
    }
    return all
  } finally {
    await child.stop(5_000)
  }
}

/** With the CPU of ours as so many times that of each router. */
function rowsOf(measured: readonly MeasuredPage[]): TableCell[][] {
  return pages.flatMap(({ name }) => {
    const ofPage = measured.filter(({ page }) => page === name)
    const ours = ofPage.find(({ router }) => router === 'ours')?.cpu
    return ofPage.map(({ page, router, cpu, others }) => [
      page,
      router,
      cpu,
      ours === undefined ? null : ours / cpu,
      ...others,
    ])
  })
}

await installPeers()
const subgraphs = await Child.spawn({
  file: node,
  args: [path.join(import.meta.dirname, 'subgraphs', 'serve.ts')],
  cwd: projectRoot,
})
try {
  await writeFile(supergraph, compose(Object.entries(schemas).map(([name, sdl]) => ({ name, url: urlOf(name), sdl }))))
  const { cpu, cores, node: version, loadBefore, commit } = await machine()
  console.log(`${cpu}, ${cores} cores, Node ${version}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
  const measured: MeasuredPage[] = []
  for (const router of chosen) measured.push(...((await measuredOrNone(router.name, () => measure(router))) ?? []))
  if (measured.length === 0) process.exitCode = 1
  const head = [
    'page',
    'router',
    'CPU ms/request',
    'ours to it',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'MiB',
    'KB',
    'failed',
  ]
  console.log(table(head, rowsOf(measured)))
} finally {
  await subgraphs.stop(2_000)
  await rm(folder, { recursive: true })
}
