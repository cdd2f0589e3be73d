/** The examples in the comments of what the packages export are code that the compiler accepts. */
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify, types } from 'node:util'
import { projectRoot } from '@shop/dev/project.ts'
import { codeExamples, type CodeExample } from './code-examples.ts'

const cache = path.join('node_modules', '.cache', `examples-${process.pid}`)
const folder = path.join(projectRoot, cache)
/** Within the package, or the project: there its dependencies are found. */
const folderOf = ({ file }: CodeExample): string => path.join(projectRoot, file.split('/')[0] ?? '', cache)

const written = new Set([folder])

afterAll(async () => {
  for (const each of written) await rm(each, { recursive: true, force: true })
})

/** What the compiler says of them, each line with the file and line of the comment. */
async function compile(examples: readonly CodeExample[]): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  for (const [nth, example] of examples.entries()) {
    const within = folderOf(example)
    await mkdir(within, { recursive: true })
    written.add(within)
    const file = path.join(within, `example-${nth}.ts`)
    await writeFile(file, example.module)
    files.push(file)
  }
  const config = { extends: '../../../tsconfig.json', compilerOptions: { noUnusedLocals: false }, files, include: [] }
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  const output = await promisify(execFile)('node_modules/.bin/tsc', ['-p', folder, '--pretty', 'false'], {
    cwd: projectRoot,
  }).then(
    () => '',
    (error: unknown) => (types.isNativeError(error) && 'stdout' in error ? String(error.stdout) : String(error)),
  )
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line.replace(/^.*example-(\d+)\.ts\(\d+,\d+\)/, (_, nth: string) => {
        const { file, line: at } = examples[Number(nth)] ?? { file: '', line: 0 }
        return `${file}:${at}`
      }),
    )
}

test('every @example compiles, and one that does not is found', async () => {
  const module = "import { backoff } from '@shop/platform/backoff.ts'\nexport const wait: string = backoff(1)\n"
  const wrong = { file: 'platform/src/wrong.ts', line: 5, module }
  const examples = codeExamples()
  expect(await compile([...examples, wrong])).toEqual([
    "platform/src/wrong.ts:5: error TS2322: Type 'number' is not assignable to type 'string'.",
  ])
  expect(examples.length).toBeGreaterThan(60)
}, 600_000)
