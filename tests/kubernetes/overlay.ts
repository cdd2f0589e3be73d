/** An overlay with the component backup on top, where it has none: restores belong to the proof. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { parse } from 'yaml'
import { z } from 'zod'

const Overlay = z.object({
  components: z.array(z.string()).default([]),
  images: z.array(z.looseObject({ name: z.string() })).default([]),
})

export async function withBackup(overlay: string) {
  const { components, images } = Overlay.parse(parse(await readFile(path.join(overlay, 'kustomization.yaml'), 'utf8')))
  const folder = await mkdtemp(path.join(tmpdir(), 'overlay-'))
  const from = (where: string): string => path.relative(folder, where)
  const kustomization = {
    ...{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', namespace: 'shop' },
    resources: [from(overlay)],
    components: components.some((each) => path.basename(each) === 'backup')
      ? []
      : [from(path.join(projectRoot, 'k8s', 'components', 'backup'))],
    images,
  }
  await writeFile(path.join(folder, 'kustomization.yaml'), JSON.stringify(kustomization))
  return { folder, close: () => rm(folder, { recursive: true, force: true }) }
}
