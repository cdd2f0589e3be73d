/** The documents' lines of shell, run as they stand; and every `npm run ...` in them, as its script reads it. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { z } from 'zod'
import { npmInText, shellBlocks } from './documents.ts'
import { DOUBLES, paste, type Call } from './pasted.ts'
import { wrongCalls } from './tool-calls.ts'

const bootstrap = 'node dev/bootstrap/run.mjs '
const manifest = z.object({ scripts: z.record(z.string(), z.string()) })
const { scripts } = manifest.parse(JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')))

const blocks = [...Map.groupBy(shellBlocks(), ({ file }) => file)].map(
  ([file, found]) => [file, found.map(({ block }) => block)] as const,
)
const recorded: Call[] = []

describe('a reader pastes', () => {
  test.each(blocks)(
    '%s',
    async (_file, texts) => {
      await paste(texts, (calls) => {
        expect(wrongCalls(calls)).toEqual([])
        recorded.push(...calls)
      })
    },
    900_000,
  )

  test('and each tool that is stood in for is used', () => {
    expect(new Set(recorded.map(({ tool }) => tool))).toEqual(new Set(Object.keys(DOUBLES)))
  })
})

test('a call that is wrong is found', () => {
  const call = (tool: string, line: string): Call => ({ tool, args: line.split(' '), cwd: projectRoot })
  const wrong = [
    call('kubectl', 'apply -f k8s/base/name.yaml'),
    call('kubectl', 'apply -k k8s/overlays'),
    call('kubectl', '-n shop get pods --all'),
    call('kubectl', '-n shop get pods -l app.kubernetes.io/name=recover'),
    call('kubectl', '-n store get jobs'),
    call('kubectl', '-n shop create job --from=cronjob/recovery recover-1'),
    call('kubectl', '-n shop logs -f job/recover-2'),
    call('docker', 'compose --profile tracing up --wait'),
    call('docker', 'compose --file deploy/compose/ferret.yml up'),
    call('docker', 'compose up --waits'),
    call('docker', 'compose run --rm recover recovery/src/backup-main.ts'),
    call('docker', 'compose run --rm recovery recovery/src/backup.main.ts'),
    call('docker', 'volume rm membership-shop_mongo'),
    call('kind', 'load docker-image shop:dev --name shop'),
    call('npm', 'install no-such-package'),
    call('helm', 'upgrade x'),
  ]
  expect(wrongCalls(wrong).map((each) => each.split(': ')[0])).toEqual(
    wrong.map(({ tool, args }) => `${tool} ${args.join(' ')}`),
  )
})

test('every npm run of the documents is read by its script', async () => {
  const lines = new Set([
    ...recorded
      .filter(({ tool, args }) => tool === 'npm' && !['create', 'install'].includes(args[0] ?? ''))
      .map(scriptOf),
    ...recorded.filter(({ tool }) => tool === 'npx').map(({ args }) => `router/src/bin.ts ${args.slice(1).join(' ')}`),
    ...npmInText().map((line) => scriptOf({ args: line.split(/\s+/).slice(1) })),
  ])
  const waiting = [...lines]
  const refused: string[] = []
  const readNext = async (): Promise<void> => {
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      const why = await refusal(line)
      if (why !== '') refused.push(`${line}: ${why}`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, readNext))
  expect(refused).toEqual([])
  expect(lines.size).toBeGreaterThan(30)
}, 900_000)

/** `run [--silent] SCRIPT [-- ARGUMENTS]`, or `start`, or `test`. */
function scriptOf({ args }: Pick<Call, 'args'>): string {
  const [script = '', ...rest] = args.filter((arg) => !['run', '--silent'].includes(arg))
  const line = scripts[script]
  if (!line?.startsWith(bootstrap)) throw new Error(`package.json has no script ${script}`)
  return [line.slice(bootstrap.length), ...(rest[0] === '--' ? rest.slice(1) : rest)].join(' ')
}

function refusal(line: string): Promise<string> {
  const args = ['--import', path.join(projectRoot, 'tests/commands/parse-only.mjs'), ...line.split(' ')]
  const env = { NODE_COMPILE_CACHE: path.join(projectRoot, 'node_modules', '.cache', 'node'), ...process.env }
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: projectRoot, env, timeout: 300_000 }, (error, out, err) =>
      resolve(error === null ? '' : `${out}${err}` || error.message),
    )
  })
}
