/** `npm run proof:k8s`. Exit code 1 where something does not hold. */
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { findBuilder } from '@shop/dev/containers/builder.ts'
import { buildImages, savedImages } from '@shop/dev/containers/images.ts'
import { runMain } from '@shop/dev/obstacle.ts'
import { run } from '@shop/dev/process/run.ts'
import { progress } from '@shop/dev/progress.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine, httpUrl, wholeNumber } from '@shop/platform/command-line.ts'
import { Kubectl } from './kubectl.ts'
import { prove } from './proof.ts'

const does = `Applies an overlay to a cluster, checks the shop by npm run acceptance, disturbs it under an open load of orders: rolling restarts,
pods deleted, engines killed, the supergraph exchanged, the router scaled. Then checks again, counts what was lost or doubled, brings
the shop back from a backup after NATS and MongoDB have lost their data, and deletes everything. The cluster must have the images, and
the namespace must not be there. Half an hour.`

const command = commandLine({
  script: 'proof:k8s',
  does,
  examples: {
    '--context kind-shop': 'on kind, with port 30400 of its node mapped to this machine',
    '--own-cluster': 'on a cluster of packages, brought up for it on this machine, with images built here; takes root',
    '--overlay k8s/overlays/local-ferretdb --url http://10.0.0.5:30400': 'on a node of that address, without MongoDB',
  },
})
  .option('--context <name>', 'of kubectl; else its present one')
  .option('--kubectl <command>', 'what stands before its arguments', 'kubectl')
  .option('--overlay <folder>', 'to apply', 'k8s/overlays/local')
  .option('--url <url>', 'where the router is reached from here', httpUrl, 'http://127.0.0.1:30400')
  .option('--rate <orders>', 'a second', wholeNumber, 20)
  .option('--own-cluster', 'bring one up for it, and load images into it', false)
  .option('--no-build', 'for --own-cluster, with the images that were built before')
  .option('--keep', 'leave everything there at the end')
  .action(({ context, kubectl, overlay, url, rate, ownCluster, build, keep = false }) =>
    runMain(async () => {
      if (ownCluster) return onOwnCluster([`--rate=${rate}`, ...(keep ? ['--keep'] : [])], build)
      const folder = path.resolve(projectRoot, overlay)
      const options = { kubectl: new Kubectl(kubectl, context), overlay: folder, url, perSecond: rate, keep }
      const report = await prove(options)
      console.log(`\n${report.table}\n`)
      console.log(report.broken ? 'Something does not hold.' : 'Everything that could be shown holds.')
      process.exitCode = report.broken ? 1 : 0
    }),
  )

const clusterScript = path.join(projectRoot, 'tests', 'kubernetes', 'cluster', 'cluster.sh')

/**
 * Brings up a cluster of two nodes, from package registries alone, for as long as the proof takes; builds what is missing for it, and
 * runs the proof in its network. `args`: the proof's own.
 */
async function onOwnCluster(args: readonly string[], build: boolean): Promise<void> {
  const step = progress()
  const folder = await mkdtemp(path.join(projectRoot, '.data-images-'))
  try {
    const get = build ? buildImages : savedImages
    const what = { targets: ['shop'], version: 'dev', bases: 'packages', engines: true, folder } as const
    const images = await get(what, await findBuilder(), step)
    const archives = images.flatMap(({ archive }) => archive ?? [])
    await step('Kubernetes, built once', (far) =>
      run({ file: clusterScript, args: ['build'] }, (line) => far(line.slice(0, 100))),
    )
    const proof = { file: clusterScript, args: ['proof', ...archives], env: { PROOF: args.join(' ') } }
    // Its last lines have said what does not hold.
    await run(proof, (line) => console.log(line)).catch(() => (process.exitCode = 1))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await command.parseAsync()
process.exit() // whatever a library still holds open
