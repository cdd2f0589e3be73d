/** Where it was measured, and what. */
import { cpus, loadavg, release, totalmem } from 'node:os'
import { output } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'

export type BenchMachine = {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly node: string
  /** Of the last minute, before anything was started: above 0.2 or so, others were at work too. */
  readonly loadBefore: number
  /** The share of a core that a busy loop got at that time. */
  readonly freeShare: number
  /** The commit, with + where files differ from it. */
  readonly commit: string
  readonly at: string
}

export async function machine(): Promise<BenchMachine> {
  const processors = cpus()
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
    freeShare: shareOfCore(),
    commit: await commit(),
    at: new Date().toISOString(),
  }
}

async function commit(): Promise<string> {
  const git = (...args: string[]): Promise<string> => output({ file: 'git', args, cwd: projectRoot })
  try {
    const changed = await git('status', '--porcelain')
    return (await git('rev-parse', '--short', 'HEAD')) + (changed ? '+' : '')
  } catch {
    return 'unknown' // an archive, without its history
  }
}

const busyMs = 300

function shareOfCore(): number {
  const started = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - started < busyMs);
  const { user, system } = process.cpuUsage(before)
  return Math.min(1, (user + system) / 1000 / (performance.now() - started))
}
