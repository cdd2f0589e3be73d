import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from './project.ts'
import { output } from './process/run.ts'
import { withTemporaryFolder } from './testing/temporary.ts'
import { until } from './testing/until.ts'

const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml']

async function stampOf(folder: string): Promise<string> {
  const script = `import(${JSON.stringify(path.join(projectRoot, 'dev/bootstrap/install.mjs'))})
    .then(({ stampOf }) => console.log(stampOf(${JSON.stringify(folder)})))`
  return output({ file: process.execPath, args: ['-e', script] })
}

test.each(files)('another %s calls for another installation; the same files do not', (changed) =>
  withTemporaryFolder(async (folder) => {
    for (const file of files) await cp(path.join(projectRoot, file), path.join(folder, file))
    const before = await stampOf(folder)
    expect(await stampOf(folder)).toBe(before)
    await appendFile(path.join(folder, changed), '\n')
    expect(await stampOf(folder)).not.toBe(before)
  }),
)

test('a package that is new, or has other dependencies, calls for another installation; another script of its does not', () =>
  withTemporaryFolder(async (folder) => {
    for (const file of files) await cp(path.join(projectRoot, file), path.join(folder, file))
    const stamps = [await stampOf(folder)]
    const review = path.join(folder, 'subgraphs', 'review')
    await mkdir(review, { recursive: true })
    const write = async (content: object) => {
      await writeFile(path.join(review, 'package.json'), JSON.stringify({ name: '@shop/review', ...content }))
      stamps.push(await stampOf(folder))
    }
    await write({})
    await write({ dependencies: { zod: 'catalog:' } })
    await write({ dependencies: { zod: 'catalog:' }, scripts: { start: 'node src/main.ts' } })
    expect(new Set(stamps.slice(0, 3)).size).toBe(3)
    expect(stamps[3]).toBe(stamps[2])
  }))

test('what the installation prints is shown only where it fails', async () => {
  const install = (code: number): Promise<string> => {
    const script = `import(${JSON.stringify(path.join(projectRoot, 'dev/bootstrap/install.mjs'))}).then(({ runQuietly }) =>
      runQuietly(process.execPath, ['-e', 'console.log("from the registry"); process.exitCode = ${code}'], () => {}))
        .then((code) => console.log('ended with', code))`
    return output({
      file: process.execPath,
      args: ['-e', `process.stderr.write = process.stdout.write.bind(process.stdout); ${script}`],
    })
  }
  expect([await install(0), await install(3)]).toEqual(['ended with 0', 'from the registry\nended with 3'])
})

test('an old Node is refused in one line', async () => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '18.19.0' } })
    import(${JSON.stringify(path.join(projectRoot, 'dev/bootstrap/run.mjs'))})`
  const refused = output({ file: process.execPath, args: ['-e', pretend] })
  await expect(refused).rejects.toThrow(
    'ended with code 1: Node 18.19.0 is too old: install Node 20 or newer, and run this again.',
  )
})

test('when npm is terminated and its shell does not forward the signal, what it started still shuts down in order', () =>
  withTemporaryFolder(async (folder) => {
    const marker = path.join(folder, 'called')
    const program = path.join(folder, 'program.mjs')
    await writeFile(
      program,
      `import { writeFileSync } from 'node:fs'
      process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(marker)}, 'SIGTERM'); process.exit(0) })
      setInterval(() => {}, 1_000)
      console.log(process.pid)`,
    )
    const handOver = `import(${JSON.stringify(path.join(projectRoot, 'dev/bootstrap/hand-over.mjs'))})
      .then(({ handOver }) => handOver([${JSON.stringify(program)}], Date.now()))`
    const shell = spawn('sh', ['-c', '"$0" -e "$1"; exit', process.execPath, handOver], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(shell.stdout, 'data')
    shell.kill('SIGTERM')
    await until('the program is given', () => existsSync(marker))
  }))
