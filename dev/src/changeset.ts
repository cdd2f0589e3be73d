/** `npm run changeset`: changesets' own program, under the Node that it needs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { commandLine } from '@shop/platform/command-line.ts'
import { projectRoot } from './project.ts'

const Versioned = z.looseObject({ version: z.string() })
const program = path.join(projectRoot, 'node_modules', '@changesets', 'cli', 'bin.js')

const command = commandLine({
  script: 'changeset',
  does: 'Notes what a user notices of a change, for CHANGELOG.md (changesets).',
  examples: {
    '': 'asks for the kind of change and its line, and writes them to a file in .changeset',
    '--release':
      'the lines go from .changeset to CHANGELOG.md, and package.json and router/package.json get the next version',
  },
})
  .option('--release', 'the lines that there are go to CHANGELOG.md')
  .action(async ({ release }) => {
    const child = spawn(process.execPath, [program, release ? 'version' : 'add'], {
      cwd: projectRoot,
      stdio: 'inherit',
    })
    const [code] = await once(child, 'exit')
    process.exitCode = typeof code === 'number' ? code : 1
    if (release && code === 0) await giveRouterTheVersion()
  })

/** The router is what is packed: its package has the project's version. */
async function giveRouterTheVersion(): Promise<void> {
  const { version } = Versioned.parse(JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')))
  const file = path.join(projectRoot, 'router', 'package.json')
  const manifest = Versioned.parse(JSON.parse(await readFile(file, 'utf8')))
  await writeFile(file, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`)
}

await command.parseAsync()
