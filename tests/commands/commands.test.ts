/** Every script of package.json, as it answers to `--help`, and to what it does not know: without starting or touching anything. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { z } from 'zod'
import { npmCommands } from './documents.ts'

type Answer = { readonly code: unknown; readonly out: string; readonly err: string }

const bootstrap = 'node dev/bootstrap/run.mjs ' // installs what package.json wants, then runs the rest under the Node that came with it
const manifest = z.object({ scripts: z.record(z.string(), z.string()) })
const { scripts } = manifest.parse(JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')))
const dataDir = path.join(tmpdir(), `no-data-${process.pid}`)

/** What a script wants before it looks at what else it is given. */
const required: Readonly<Record<string, readonly string[]>> = { acceptance: ['--url', 'http://127.0.0.1:1'] }

function runWith(script: string, ...given: readonly string[]): Promise<Answer> {
  const line = scripts[script] ?? ''
  if (!line.startsWith(bootstrap)) throw new Error(`${script}: expected "${bootstrap}..."`)
  const args = [...line.slice(bootstrap.length).split(' '), ...(required[script] ?? []), ...given]
  const env = {
    NODE_COMPILE_CACHE: path.join(projectRoot, 'node_modules', '.cache', 'node'),
    ...process.env,
    ...{ DATA_DIR: dataDir, MONGODB_URI: '', NATS_URL: '' },
  }
  return new Promise((resolve) => {
    // What starts in earnest instead of answering is ended after this time.
    execFile(process.execPath, args, { cwd: projectRoot, env, timeout: 300_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), out, err }),
    )
  })
}

const npm = (script: string): string => (['start', 'test'].includes(script) ? `npm ${script}` : `npm run ${script}`)

/** Of all, before the first test, as many at once as there are cores. */
const answers = new Map<string, { readonly help: Answer; readonly nope: Answer }>()

beforeAll(async () => {
  const waiting = Object.keys(scripts)
  const checkNext = async (): Promise<void> => {
    for (let script = waiting.pop(); script !== undefined; script = waiting.pop())
      answers.set(script, { help: await runWith(script, '--help'), nope: await runWith(script, '--nope') })
  }
  await Promise.all(Array.from({ length: availableParallelism() }, checkNext))
}, 900_000)

describe.each(Object.keys(scripts))('%s', (script) => {
  test('--help shows its usage, with examples', () => {
    const help = answers.get(script)?.help
    expect(help).toMatchObject({ code: 0, err: '' })
    expect(help?.out).toMatch(new RegExp(`^Usage: ${npm(script)} -- [^]*\\nExamples:\\n  ${npm(script)}`))
  })

  test('--nope is refused in one line', () => {
    const line = `unknown option '--nope' (${npm(script)} -- --help)\n`
    expect(answers.get(script)?.nope).toEqual({ code: 1, out: '', err: line })
  })
})

test.each([
  ['schema', '--out'],
  ['compose:secrets', '--folder'],
  ['sbom', '--out'],
  ['acceptance', '--key'],
])(
  '%s %s with a path where no file can be is refused in one line',
  async (script, option) => {
    const refused = await runWith(script, option, path.join(projectRoot, 'package.json', 'x', 'y'))
    expect(refused).toEqual({ code: 1, out: '', err: expect.stringMatching(/^.*ENOTDIR: not a directory, .*\n$/) })
  },
  600_000,
)

test.each([
  ['k8s:secrets', ['--namespace', '-3'], /^option '--namespace <name>' argument '-3' is invalid\. .*\n$/],
  ['proof:k8s', ['--kubectl', 'cat'], /^kubectl: cat: .*\n$/],
  ['proof:k8s', ['--kubectl', 'not-there'], /^--kubectl: there is no not-there on the PATH\. .*\n$/],
] as const)(
  '%s %j is refused in one line',
  async (script, args, err) => {
    expect(await runWith(script, ...args)).toEqual({ code: 1, out: '', err: expect.stringMatching(err) })
  },
  600_000,
)

test('nothing was written', () => expect(existsSync(dataDir)).toBe(false))

describe('the documents', () => {
  test('name scripts that there are, with options that their --help lists', () => {
    const found = npmCommands()
    const wrong = found.flatMap(({ file, line, script, options }) => {
      const help = answers.get(script)?.help.out
      if (help === undefined) return [`${file}: ${line}: no such script`]
      return options.filter((option) => !help.includes(option)).map((option) => `${file}: ${line}: no ${option}`)
    })
    expect(wrong).toEqual([])
    expect(found.length).toBeGreaterThan(100)
  })
})
