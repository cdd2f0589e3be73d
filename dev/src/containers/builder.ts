/** What builds images here: Docker, or buildah, which needs no daemon. */
import { existsSync } from 'node:fs'
import { Obstacle } from '../obstacle.ts'
import { findOnPath } from '../process/path.ts'
import { output, run } from '../process/run.ts'

export type ImageBuild = {
  readonly tag: string
  readonly context: string
  readonly file: string
  readonly target: string
  readonly args?: Readonly<Record<string, string>>
  /** Nothing is taken from earlier builds but downloaded packages. */
  readonly isFresh?: boolean
  /** Its context hardly ever changes: layers are kept, so that the next build takes no time. */
  readonly isStable?: boolean
}

export type ImageBuilder = {
  readonly name: 'docker' | 'buildah'
  readonly build: (build: ImageBuild, take?: (line: string) => void) => Promise<void>
  /** The digest of its configuration, which has those of its layers. Empty where there is no such image. */
  readonly idOf: (tag: string) => Promise<string>
  /** As its own list of images has it: "199 MB". */
  readonly sizeOf: (tag: string) => Promise<string>
  /** Into a file that `docker load` reads. */
  readonly save: (tag: string, file: string) => Promise<void>
}

/** A registry of packages behind a certificate of its own is believed while packages are installed; the image does not keep it. */
const certificates = process.env.NODE_EXTRA_CA_CERTS || '/etc/ssl/certs/ca-certificates.crt'

/** Throws an Obstacle where there is none. */
export async function findBuilder(): Promise<ImageBuilder> {
  if (findOnPath('docker') && (await answers('docker', 'info'))) return docker
  if (findOnPath('buildah')) return buildah
  throw new Obstacle('Images are built by Docker or buildah, and there is neither: apt-get install buildah, or Docker.')
}

export const answers = (file: string, ...args: string[]): Promise<boolean> =>
  run({ file, args }).then(
    () => true,
    () => false,
  )

function options({ tag, file, target, args = {} }: ImageBuild): string[] {
  const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`])
  const secret = existsSync(certificates) ? ['--secret', `id=ca,src=${certificates}`] : []
  return ['--file', file, '--target', target, '--tag', tag, ...secret, ...given]
}

const docker: ImageBuilder = {
  name: 'docker',
  build: (build, take) => {
    const args = ['build', ...(build.isFresh ? ['--no-cache'] : []), ...options(build), build.context]
    return run({ file: 'docker', args }, take)
  },
  idOf: (tag) => output({ file: 'docker', args: ['images', '--no-trunc', '--quiet', tag] }),
  sizeOf: (tag) => output({ file: 'docker', args: ['images', '--format', '{{.Size}}', tag] }),
  save: (tag, file) => run({ file: 'docker', args: ['save', '--output', file, tag] }),
}

/**
 * chroot: no container runtime is needed, and the machine's network is used. Without --layers: with a layer for each
 * instruction each file would be written twice, and gigabytes would be left behind at each change of the sources; downloaded packages are kept
 * in a cache mount either way.
 */
const buildah: ImageBuilder = {
  name: 'buildah',
  build: async (build, take) => {
    const before = await buildah.idOf(build.tag)
    const layers = build.isStable ? ['--layers'] : []
    const args = ['bud', '--isolation', 'chroot', ...layers, '--timestamp', build.args?.['SOURCE_DATE_EPOCH'] ?? '0']
    await run({ file: 'buildah', args: [...args, ...options(build), build.context] }, take)
    // The image that had this name, which nothing names any more
    if (before !== '' && before !== (await buildah.idOf(build.tag)))
      await run({ file: 'buildah', args: ['rmi', before.replace('sha256:', '')] }).catch(() => {})
  },
  idOf: (tag) =>
    output({ file: 'buildah', args: ['images', '--no-trunc', '--quiet', `localhost/${tag}`] }).catch(() => ''),
  sizeOf: (tag) => output({ file: 'buildah', args: ['images', '--noheading', '--format', '{{.Size}}', tag] }),
  save: (tag, file) => {
    const name = tag.includes('/') ? tag : `docker.io/library/${tag}` // what an engine takes a short name for
    return run({ file: 'buildah', args: ['push', '--quiet', `localhost/${tag}`, `docker-archive:${file}:${name}`] })
  },
}
