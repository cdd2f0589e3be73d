/** `npm run compose:secrets`. */
import path from 'node:path'
import { commandLine } from '@shop/platform/command-line.ts'
import { writeSecrets } from './containers/compose-secrets.ts'
import { runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'

const command = commandLine({
  script: 'compose:secrets',
  does: 'Makes the passwords and keys that docker-compose.yml mounts: random, one file each. Existing ones are kept.',
  examples: { '': 'into deploy/secrets' },
})
  .option('--folder <folder>', 'where to', path.join('deploy', 'secrets'))
  .action(({ folder }) =>
    runMain(async () => {
      const { made, kept } = await writeSecrets(path.resolve(projectRoot, folder))
      console.log(`${folder}: ${made.length} made, ${kept.length} there already.`)
    }),
  )

await command.parseAsync()
