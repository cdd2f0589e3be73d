/** `npm run changeset`: changesets' own program, under the Node that it needs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { commandLine } from '@shop/platform/command-line.ts'
import { projectRoot } from './project.ts'

const Versioned = z.object({ version: z.string() })
const Manifest = z.record(z.string(), z.unknown()) // a record keeps the order of its keys
const program = path.join(projectRoot, 'node_modules', '@changesets', 'cli', 'bin.js')

const command = commandLine({
  script: 'changeset',
  does: 'Writes a changeset: what a user notices of a change, for CHANGELOG.md.',
  examples: {
    '': 'prompts for the kind of change and its line, and writes them to a file in .changeset',
    '--release':
      'moves the lines of .changeset to CHANGELOG.md, and sets the next version in package.json and router/package.json',
  },
})
  .option('--release', 'makes a release of the present changesets')
  .action(async ({ release }) => {
    const child = spawn(process.execPath, [program, release ? 'version' : 'add'], {
      cwd: projectRoot,
      stdio: 'inherit',
    })
    const [code] = await once(child, 'exit')
    process.exitCode = typeof code === 'number' ? code : 1
    if (release && code === 0) await giveRouterTheVersion()
  })

/** The router is the package that is packed: it has the project's version. */
async function giveRouterTheVersion(): Promise<void> {
  const { version } = Versioned.parse(JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')))
  const file = path.join(projectRoot, 'router', 'package.json')
  const manifest = Manifest.parse(JSON.parse(await readFile(file, 'utf8')))
  await writeFile(file, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`)
}

await command.parseAsync()
