/** Runs jest, and counts by jest's own report. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Count } from '../check/run.ts'
import { projectRoot } from '../project.ts'
import type { Suite } from './suites.ts'

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(), // files that did not even load
  wasInterrupted: z.boolean().optional(),
})

let running: ChildProcess | undefined

/** A signal sent to the test command alone does not reach jest; from a terminal, both get it. */
export function stopJest(): void {
  running?.kill('SIGTERM')
}

/** A run that leaves no report has failed once. */
export async function runJest(
  { name, args }: Pick<Suite, 'name' | 'args'>,
  filters: readonly string[],
  folder: string,
): Promise<Count> {
  const report = path.join(folder, `${name.replaceAll(' ', '-')}.json`)
  const jest = path.join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js')
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest]
  const [reporter, sequencer] = ['reporter.mjs', 'sequencer.mjs'].map((file) => path.join(import.meta.dirname, file))
  const output = ['--json', `--outputFile=${report}`, '--verbose', `--reporters=${reporter}`]
  const own = [...output, '--passWithNoTests', `--testSequencer=${sequencer}`]
  // --verbose: what a test logs comes at once. Not through Child: jest's progress is for the terminal as it is.
  const child = spawn(process.execPath, [...node, ...filters, ...own, ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  running = child
  const [code] = await once(child, 'exit')
  running = undefined
  return counted(await readFile(report, 'utf8').catch(() => undefined), code === 0)
}

/** What jest's report says; where jest failed and its report does not say why, one failure. */
export function counted(report: string | undefined, succeeded: boolean): Count {
  if (report === undefined) return { passed: 0, failed: 1 }
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites } = Report.parse(JSON.parse(report))
  const failed = numFailedTests + numRuntimeErrorTestSuites
  return { passed, failed: succeeded ? failed : Math.max(failed, 1) }
}
