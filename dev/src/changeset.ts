/** `npm run changeset`: changesets' own program, under the Node that it needs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { commandLine } from '@shop/platform/command-line.ts'
import { projectRoot } from './project.ts'

const program = path.join(projectRoot, 'node_modules', '@changesets', 'cli', 'bin.js')

const command = commandLine({
  script: 'changeset',
  does: 'Notes what a user notices of a change, for CHANGELOG.md (changesets).',
  examples: {
    '': 'asks for the kind of change and its line, and writes them to a file in .changeset',
    '--release': 'the lines go from .changeset to CHANGELOG.md, and package.json gets its next version',
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
  })

await command.parseAsync()
