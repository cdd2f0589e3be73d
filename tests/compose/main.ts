/** `npm run proof:compose`. Exit code 1 where a step fails. */
import path from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import { writeSecrets } from '@shop/dev/containers/compose-secrets.ts'
import { openDocker, type Docker } from '@shop/dev/containers/docker.ts'
import { findBuilder } from '@shop/dev/containers/builder.ts'
import { buildImages, savedImages, type Built, type ImageTarget } from '@shop/dev/containers/images.ts'
import { errorMessage, runMain } from '@shop/dev/obstacle.ts'
import { freePort } from '@shop/dev/ports.ts'
import { progress } from '@shop/dev/progress.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { ContainerEngine } from './engine.ts'
import type { ComposeProofState } from './proof-step.ts'
import { steps } from './steps.ts'

const does = `Builds the images, brings docker-compose.yml up and checks it: acceptance, a process killed, down and up with the data kept, pay
three times, what is in the images, a backup, and the profiles oidc and observability. Where no Docker with compose answers, one is got from Debian's
packages and runs in namespaces of its own, images are built by buildah, and FerretDB stands in for mongod. Everything is gone in the end.`

const command = commandLine({
  script: 'proof:compose',
  does,
  examples: {
    '': 'the whole proof',
    '--keep --no-build': 'with the images of the last time, and leave the shop running until Ctrl-C',
  },
})
  .option('--keep', 'leave it running in the end', false)
  .option('--no-build', 'with the images that were built before')
  .option('--twice', 'build each of our images twice without a cache, and fail where they differ', false)
  .action((options) => runMain(() => prove(options)))

type ComposeProofOptions = { readonly keep: boolean; readonly build: boolean; readonly twice: boolean }

async function prove({ keep, ...building }: ComposeProofOptions): Promise<void> {
  const step = progress()
  const docker = await openDocker(step)
  const table: string[] = []
  let failed = false
  try {
    const engine = new ContainerEngine({ docker, substitutes: !docker.own, port: docker.own ? await freePort() : 4000 })
    await writeSecrets(path.join(projectRoot, 'deploy', 'secrets'))
    const seen: ComposeProofState = { engine, images: () => images(docker, engine, building) }
    for (const { name, work } of steps) {
      const began = performance.now()
      const outcome = await step(name, () => work(seen)).then(
        (figures) => ({ result: 'ok', figures }),
        (error: unknown) => ({ result: 'FAILED', figures: errorMessage(error) }),
      )
      const seconds = ((performance.now() - began) / 1_000).toFixed(1).padStart(6)
      table.push(`${outcome.result.padEnd(6)} ${seconds} s  ${name}: ${outcome.figures}`)
      if (outcome.result === 'ok') continue
      failed = true
      console.error(`${name}: ${outcome.figures}`)
      console.error(await engine.compose('logs', '--tail', '20').catch(errorMessage))
      break
    }
    if (keep && !failed) await kept(engine)
    await engine.compose('--profile', '*', 'down', '--volumes', '--timeout', '5').catch(() => '')
  } finally {
    await docker.close()
  }
  console.log(`\n${table.join('\n')}`)
  console.log(failed ? '\nThe proof failed.' : `\nAll ${steps.length} steps hold.`)
  process.exitCode = failed ? 1 : 0
}

/** Built here, and loaded where the engine is in a box. */
async function images(
  docker: Docker,
  engine: ContainerEngine,
  { build, twice }: Omit<ComposeProofOptions, 'keep'>,
): Promise<readonly Built[]> {
  const builder = await findBuilder()
  const made = !docker.own // where no registry of images is reached
  const what = { targets: targetsOf(docker), version: 'dev', engines: made, observability: made, twice }
  const get = build ? buildImages : savedImages
  if (docker.own) return get({ ...what, bases: 'registry' }, builder, progress())
  // Where the box sees it: it has the project, and nothing else of this machine.
  const folder = await mkdtemp(path.join(projectRoot, '.data-images-'))
  try {
    const built = await get({ ...what, bases: 'packages', folder }, builder, progress())
    for (const { archive } of built) await engine.engine('load', '--quiet', '--input', archive ?? '')
    return built
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const targetsOf = ({ own }: Docker): readonly ImageTarget[] =>
  own ? ['shop', 'router'] : ['shop', 'router', 'identity']

async function kept(engine: ContainerEngine): Promise<void> {
  console.log(`The shop is open at ${engine.url}. Ctrl-C ends it.`)
  await new Promise((resolve) => process.once('SIGINT', resolve))
}

await command.parseAsync()
process.exit()
