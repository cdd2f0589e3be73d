/**
 * A dump of what cannot be derived: documents first, then logs, then idempotency keys. So a log, with what stands in the outboxes, is
 * never older than the documents that it brings forward, every event that was published by then is in one of the two, and no order is
 * in the dump without the key that it was placed under. The shop may be open meanwhile.
 */

import type { Connection } from 'mongoose'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Contract } from '@shop/events/contract/contract.ts'
import { logOf } from '@shop/events/collections.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { RestoreFence } from '@shop/events/restore-fence.ts'
import { HEALTH } from '@shop/events/restored.ts'
import { z } from 'zod'
import { requireNoRestore } from './restore-guard.ts'
import { writeDump } from './dump-files.ts'

const DumpManifest = z.object({
  format: z.literal(1),
  begun: z.coerce.date(), // by the database's clock; what had happened by then is in it
  ended: z.coerce.date(),
  documents: z.record(z.string(), z.int()), // by collection
})
export type DumpManifest = Readonly<z.infer<typeof DumpManifest>>

/** `left`: collections that are not in the dump, though this release cannot derive them. */
export type BackedUp = DumpManifest & { readonly left: readonly string[] }

/** The folder appears whole. Rejects where it is there already, MongoDB fails, or a restore is under way. */
export async function backup(
  { mongo, contract }: { readonly mongo: Connection; readonly contract: Contract },
  folder: string,
  onProgress: (what: string) => void = () => undefined,
): Promise<BackedUp> {
  const fence = await RestoreFence.open(mongo)
  await requireNoRestore(mongo, 'half of it would be in the backup')
  const begun = await timeIn(mongo)
  const partial = `${folder}.partial`
  await claim(folder, partial)
  const documents: Record<string, number> = {}
  const { dumped, left } = await collectionsOf(mongo, contract)
  for (const name of dumped)
    documents[name] = await writeDump(partial, nativeCollection(mongo, name), (count) =>
      onProgress(`${name}: ${count}`),
    )
  await fence.look() // a restore may have begun meanwhile
  const manifest: DumpManifest = { format: 1, begun, ended: await timeIn(mongo), documents }
  await writeFile(path.join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, {
    flush: true,
    mode: 0o600,
  })
  await rename(partial, folder)
  return { ...manifest, left }
}

/** Throws where the folder holds no whole dump that this release can read. */
export async function manifestOf(folder: string): Promise<DumpManifest> {
  const text = await readFile(path.join(folder, 'manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined)
    throw new Error(`${folder}: expected a folder that npm run backup has written (no manifest.json)`)
  const read = DumpManifest.safeParse(jsonOf(text))
  if (!read.success) throw new Error(`${folder}: its manifest.json is not one that this release can read`)
  return read.data
}

/** By the database's clock: that of an operator's machine may be minutes off. */
async function timeIn(mongo: Connection): Promise<Date> {
  const { localTime } = z.object({ localTime: z.date() }).parse(await mongo.db?.admin().command({ hello: 1 }))
  return localTime
}

/** `dumped`: in the order in which they are to be. */
async function collectionsOf(
  mongo: Connection,
  contract: Contract,
): Promise<{ readonly dumped: string[]; readonly left: string[] }> {
  const there = (await mongo.listCollections()).map(({ name }) => name).toSorted()
  const { aggregates } = contract
  const named = [...aggregates.map(({ documents }) => documents), ...aggregates.map(logOf)]
  const dumped = [...named, ...there.filter((name) => isKept(contract, name))]
  return { dumped, left: there.filter((name) => !dumped.includes(name) && !isDerived(contract, name)) }
}

/** Idempotency keys, and what else a domain says it keeps. */
export function isKept({ domains }: Contract, name: string): boolean {
  return name.endsWith('_keys') || domains.some(({ collections = [] }) => collections.includes(name))
}

/** Read models, which a restore builds anew, and what says that one is under way. */
function isDerived({ domains }: Contract, name: string): boolean {
  const isView = domains.some(({ readModel }) =>
    readModel?.projections.some(({ collection }) => name.startsWith(collection)),
  )
  return isView || name.startsWith('system.') || name === HEALTH
}

async function claim(folder: string, partial: string): Promise<void> {
  const taken = await open(folder).then(
    (handle) => handle.close().then(() => true),
    () => false,
  )
  if (taken) throw new Error(`${folder}: is there already; name a folder that is not`)
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new Error(`${folder}: cannot be written; name another folder`, { cause })
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
