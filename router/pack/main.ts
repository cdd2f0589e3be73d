/** `npm run pack:router`: the router as a package, and as the file that npm and npx install it from. */
import path from 'node:path'
import { commandLine } from '@shop/platform/command-line.ts'
import { packFile } from '@shop/packing/write-package.ts'
import { buildPackage } from './package.ts'

await commandLine({
  script: 'pack:router',
  does: 'Builds the router as a package: a folder, and the file that npx runs it from.',
  examples: { '': 'router/dist, and router/dist/supergraph-router-<version>.tgz' },
})
  .option('--out <folder>', 'where to; what is there goes', path.join(import.meta.dirname, '..', 'dist'))
  .action(async ({ out }) => {
    await buildPackage({ out, playground: true })
    console.log(await packFile(out, out))
  })
  .parseAsync()
