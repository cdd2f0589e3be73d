/** `npm run k8s:secrets`. */
import path from 'node:path'
import { commandLine, InvalidArgumentError } from '@shop/platform/command-line.ts'
import { writeSecrets } from './containers/compose-secrets.ts'
import { kubernetesSecrets } from './containers/kubernetes-secrets.ts'
import { runMain } from './obstacle.ts'
import { projectRoot } from './project.ts'

const does = `Prints the Secrets that the local overlays of k8s/ read: tokens, passwords, MongoDB's addresses, certificates. They are random, and
kept in a folder, one file each, so that the next time prints the same; docker-compose.yml has the same ones.`

const command = commandLine({
  script: 'k8s:secrets',
  does,
  examples: { '| kubectl apply -f -': 'with npm run --silent, after the namespace was made' },
})
  .option('--folder <folder>', 'where they are kept', path.join('deploy', 'secrets'))
  .option('--namespace <name>', 'theirs', namespaceName, 'shop')
  .action(({ folder, namespace }) =>
    runMain(async () => {
      const where = path.resolve(projectRoot, folder)
      await writeSecrets(where)
      console.log(JSON.stringify(await kubernetesSecrets(where, namespace), null, 2))
    }),
  )

function namespaceName(text: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return text
  throw new InvalidArgumentError('Expected the name of a namespace: a to z, 0 to 9 and "-", at most 63.')
}

await command.parseAsync()
