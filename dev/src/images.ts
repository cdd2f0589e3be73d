/** `npm run images`: the images of the shop and of the router alone. */
import { commandLine, oneOf } from '@shop/platform/command-line.ts'
import { findBuilder } from './containers/builder.ts'
import { buildImages, type Images, type ImageTarget } from './containers/images.ts'
import { runMain } from './obstacle.ts'
import { progress } from './progress.ts'

const command = commandLine({
  script: 'images',
  does: 'Builds the images of Containerfile with Docker, or with buildah where no Docker answers.',
  examples: {
    '': 'both images, on their public bases',
    '--bases packages --archive images': 'where no registry of images can be reached; docker load -i images/...tar',
  },
})
  .option('--only <image>', 'shop, router or identity', oneOf('shop', 'router', 'identity'))
  .option('--version <text>', 'behind the images’ names', 'dev')
  .option('--bases <where>', 'registry, or packages: from Debian’s', oneOf('registry', 'packages'), 'registry' as const)
  .option('--engines', 'also NATS, and FerretDB with PostgreSQL instead of mongod, from packages', false)
  .option('--oidc', 'also an identity provider, for trying out', false)
  .option('--observability', 'also Prometheus and an OpenTelemetry collector, from packages', false)
  .option('--twice', 'build each twice without a cache, and fail where they differ', false)
  .option('--archive <folder>', 'also write each as an archive there, as docker save does')
  .action(({ only, archive, oidc, ...images }) => runMain(() => main(only, oidc, { ...images, folder: archive })))

async function main(only: ImageTarget | undefined, oidc: boolean, images: Omit<Images, 'targets'>): Promise<void> {
  const chosen: readonly ImageTarget[] = only ? [only] : ['shop', 'router', ...(oidc ? (['identity'] as const) : [])]
  const built = await buildImages({ ...images, targets: chosen }, await findBuilder(), progress())
  for (const { tag, id, size, archive } of built) console.log([tag, size, id, archive].filter(Boolean).join('  '))
}

await command.parseAsync()
