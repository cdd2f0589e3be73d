/** A cluster of one node, from package registries alone, for as long as the proof takes: cluster/cluster.sh. */
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { findBuilder } from '@shop/dev/containers/builder.ts'
import { buildImages, savedImages } from '@shop/dev/containers/images.ts'
import { run } from '@shop/dev/process/run.ts'
import { progress } from '@shop/dev/progress.ts'
import { projectRoot } from '@shop/dev/project.ts'

const script = path.join(projectRoot, 'tests', 'kubernetes', 'cluster', 'cluster.sh')

/** Builds what is missing, and runs the proof in the cluster's network. `args`: the proof's own. */
export async function onOwnCluster(args: readonly string[], build: boolean): Promise<void> {
  const step = progress()
  const folder = await mkdtemp(path.join(projectRoot, '.data-images-'))
  try {
    const get = build ? buildImages : savedImages
    const what = { targets: ['shop'], version: 'dev', bases: 'packages', engines: true, folder } as const
    const images = await get(what, await findBuilder(), step)
    const archives = images.flatMap(({ archive }) => archive ?? [])
    await step('Kubernetes, built once', (far) =>
      run({ file: script, args: ['build'] }, (line) => far(line.slice(0, 100))),
    )
    const proof = { file: script, args: ['proof', ...archives], env: { PROOF: args.join(' ') } }
    // Its last lines have said what does not hold.
    await run(proof, (line) => console.log(line)).catch(() => (process.exitCode = 1))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
