/** The machinery of events as a package: JavaScript with types, and a manifest of what it needs. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { writePackage } from '@shop/packing/write-package.ts'
import { build } from 'tsdown'

const events = path.join(import.meta.dirname, '..')

export const name = 'event-choreography'
/** Workspace packages whose code it is. */
export const rooms = ['events', 'platform']
/** What its user hands to it, and so has: one copy for both. */
export const peerDependencies = {
  '@nats-io/jetstream': '^3.4.0',
  '@nats-io/transport-node': '^3.4.0',
  mongodb: '>=6.16 <8',
  zod: '^4.0.0',
}

/** `out` is emptied first. */
export async function buildPackage(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true })
  const { bundles } = await build({
    ...{ config: false, cwd: events, entry: { index: 'src/index.ts' }, outDir: path.join(out, 'dist'), clean: false },
    ...{ format: 'esm', platform: 'node', target: 'node24', fixedExtension: false, logLevel: 'silent', report: false },
    dts: true,
    tsconfig: path.join(events, '..', 'tsconfig.json'),
    deps: { alwaysBundle: [/^@shop\//] },
  })
  const chunks = bundles.flatMap((bundle) => bundle.chunks).filter((chunk) => chunk.type === 'chunk')
  await writePackage({
    ...{ out, name, rooms, peerDependencies, readme: path.join(events, 'README.md') },
    description: 'Aggregates, reactions and read models over MongoDB and NATS JetStream.',
    imported: chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]),
    fields: { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } },
  })
}
