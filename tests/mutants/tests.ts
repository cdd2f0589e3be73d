import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

type MutantResults = {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
  readonly numFailedTests: number
  readonly numFailedTestSuites: number
  readonly numTotalTests: number
}

const timeoutMs = 300_000

/** The first test that fails in that copy, by its name; undefined where all pass. Throws where there are no results, or it was stopped. */
export async function firstFailure(
  root: string,
  tests: readonly string[],
  env: Readonly<Record<string, string>>,
  stopped: Promise<void>,
): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mutant-'))
  const output = path.join(folder, 'results.json')
  // A test that fails may leave open what it has opened: jest would wait for that.
  const jest = ['node_modules/jest/bin/jest.js', '--forceExit', '--silent', '--json', '--outputFile', output, ...tests]
  const options = { cwd: root, env: { ...process.env, ...env, NODE_ENV: 'test' }, timeout: timeoutMs }
  await new Promise<void>((resolve) => {
    const run = execFile(process.execPath, ['--experimental-vm-modules', ...jest], options, () => resolve()) // its file has the outcome
    void stopped.then(() => run.kill())
  })
  try {
    const text = await readFile(output, 'utf8').catch(() => undefined)
    if (text === undefined) throw new Error(`no results from ${tests.join(', ')}: the run was killed, or took too long`)
    const results = JSON.parse(text) as MutantResults
    if (results.numTotalTests === 0 && results.numFailedTestSuites === 0)
      throw new Error(`no test in ${tests.join(', ')}`)
    const failed = results.testResults.flatMap(({ assertionResults }) => assertionResults)
    const first = failed.find(({ status }) => status === 'failed')?.fullName
    return first ?? (results.numFailedTestSuites > 0 ? 'a suite that does not even begin' : undefined)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
