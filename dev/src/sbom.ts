/** `npm run sbom`: what the images' packages are, from the lockfile, by pnpm. */
import { access, constants, readFile } from 'node:fs/promises'
import path from 'node:path'
import { commandLine, oneOf } from '@shop/platform/command-line.ts'
import { z } from 'zod'
import { targets } from './containers/images.ts'
import { errorMessage, Obstacle, runMain } from './obstacle.ts'
import { run } from './process/run.ts'
import { projectRoot } from './project.ts'

const packages = {
  shop: ['@shop/router...', './subgraphs/*...', '@shop/recovery...'],
  router: ['@shop/router...'],
  identity: ['@shop/identity'],
} as const

const command = commandLine({
  script: 'sbom',
  does: 'Writes the software bill of materials of an image: its production packages with versions, licences and checksums.',
  examples: { '': 'membership-shop.cdx.json', '--only router --format spdx': 'supergraph-router.spdx.json' },
})
  .option('--only <image>', 'shop, router or identity', oneOf('shop', 'router', 'identity'), 'shop' as const)
  .option('--format <name>', 'cyclonedx or spdx', oneOf('cyclonedx', 'spdx'), 'cyclonedx' as const)
  .option('--out <file>', 'where to')
  .action(({ only, format, out }) => runMain(() => main(only, format, out)))

async function main(image: keyof typeof targets, format: 'cyclonedx' | 'spdx', out: string | undefined): Promise<void> {
  const file = path.resolve(out ?? `${targets[image]}.${format === 'spdx' ? 'spdx' : 'cdx'}.json`)
  const manifest = z
    .object({ packageManager: z.string() })
    .parse(JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')))
  const filters = packages[image].flatMap((filter) => ['--filter-prod', filter])
  const args = ['--yes', manifest.packageManager, ...filters, 'sbom', '--prod', '--sbom-format', format]
  await access(path.dirname(file), constants.W_OK)
  await run({ file: 'npx', args: [...args, '--sbom-type', 'application', '--out', file], cwd: projectRoot }).catch(
    (error: unknown) => {
      throw new Obstacle(errorMessage(error))
    },
  )
  console.log(file)
}

await command.parseAsync()
