/** `npm run pack:events`: the machinery of events as a package, and as the file that npm installs it from. */
import path from 'node:path'
import { packFile } from '@shop/packing/write-package.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { buildPackage } from './package.ts'

await commandLine({
  script: 'pack:events',
  does: 'Builds the machinery of events as a package: a folder, and the file that npm installs it from.',
  examples: { '': 'events/dist, and events/dist/event-choreography-<version>.tgz' },
})
  .option('--out <folder>', 'where to; what is there goes', path.join(import.meta.dirname, '..', 'dist'))
  .action(async ({ out }) => {
    await buildPackage(out)
    console.log(await packFile(out, out))
  })
  .parseAsync()
