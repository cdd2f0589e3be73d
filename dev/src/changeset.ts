/** `npm run changeset`: writes a changeset, or makes a release of those that there are. */
import { commandLine } from '@shop/platform/command-line.ts'
import { projectRoot } from './project.ts'
import { changesets, release } from './release.ts'

await commandLine({
  script: 'changeset',
  does: 'Writes a changeset: what a user notices of a change, for CHANGELOG.md.',
  examples: {
    '': 'prompts for the kind of change and its line, and writes them to a file in .changeset',
    '--release':
      'moves the lines of .changeset to CHANGELOG.md, and sets the next version in package.json and router/package.json',
  },
})
  .option('--release', 'makes a release of the present changesets')
  .action(async (options) => {
    process.exitCode = options.release ? await release(projectRoot) : await changesets('add', projectRoot)
  })
  .parseAsync()
