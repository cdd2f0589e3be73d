/** `npm run access`: writes who may do what on NATS and MongoDB. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { commandLine } from '@shop/platform/command-line.ts'
import { runMain } from '../obstacle.ts'
import { projectRoot } from '../project.ts'
import { accessFiles } from './files.ts'

async function main(): Promise<void> {
  for (const [name, text] of accessFiles(process.env.EVENTS_NAMESPACE || undefined)) {
    const file = path.join(projectRoot, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
    console.log(`wrote ${name}`)
  }
}

await commandLine({
  script: 'access',
  does: 'Writes who may do what on NATS and MongoDB, from the event catalog and the services’ collections.',
  examples: { '': 'into deploy/ and k8s/; with the names of EVENTS_NAMESPACE, where that is set' },
})
  .action(() => runMain(main))
  .parseAsync()
