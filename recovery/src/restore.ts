/**
 * Puts the shop together again from a dump, or from what another tool has loaded: documents are brought forward to their logs, the
 * read model is built from the first event, and the stream is emptied and filled from the logs, since what it still has may be of a time
 * that the database no longer has. No service may run meanwhile.
 */

import { documents, log } from '@shop/events/collections.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { isPresent } from '@shop/events/messaging/presence.ts'
import { emptyStreams } from '@shop/events/messaging/streams.ts'
import { rebuild } from '@shop/events/projections/rebuild.ts'
import { markRestored, markRestoring, restoringFrom, servicesEndWithinMs } from '@shop/events/restored.ts'
import { type DumpManifest, isKept, manifestOf } from './backup.ts'
import type { Cut } from './consistent-cut.ts'
import { cutOf, loadDocuments, loadKeys, loadLog, logOutboxes } from './load.ts'
import type { RecoveryConnections } from './connections.ts'
import { recover, type Recovered } from './recover.ts'
import { type Rolled, rollForward } from './roll-forward.ts'

export type RestoreSource =
  /** Everything, into a database that has nothing of it. */
  | { readonly what: 'all'; readonly folder: string }
  /** What is missing of documents and keys: the logs have outlived them. */
  | { readonly what: 'documents'; readonly folder: string }
  /** Another tool has loaded it. */
  | { readonly what: 'loaded' }

export type RestoreProgress = {
  /** Called often, with how far it is. */
  readonly far: (what: string) => void
  /** Called when something is done, with what. */
  readonly done: (what: string) => void
}

export type RestoreOptions = { readonly pause?: () => Promise<void> }

/**
 * Run again after it was interrupted, it goes on. Rejects, having changed nothing, where services run, or there is data in the way.
 * `pause`: between its mark and its first change.
 */
export async function restore(
  connections: Pick<RecoveryConnections, 'contract' | 'mongo' | 'streams' | 'nats'>,
  from: RestoreSource,
  onProgress: RestoreProgress,
  { pause = async () => delay(servicesEndWithinMs) }: RestoreOptions = {},
): Promise<Recovered> {
  const { contract, mongo, streams } = connections
  await requireNoServices(connections)
  const source = sourceText(from)
  const manifest = from.what === 'loaded' ? undefined : await manifestOf(from.folder)
  const unfinished = await restoringFrom(mongo)
  const takeMarkBack = await markRestoring(mongo, source)
  const requireNothingInTheWay = async () => {
    await requireNoServices(connections) // nor any that began in this very moment
    if (from.what === 'all' && unfinished !== source) await requireEmpty(connections)
  }
  try {
    await requireNothingInTheWay()
    await pause()
    await requireNothingInTheWay() // nor what one that was cut off has stored before it ended
  } catch (error) {
    await takeMarkBack()
    throw error
  }
  if (from.what === 'all' && manifest) await loadAll(connections, from.folder, manifest, onProgress)
  if (from.what === 'documents' && manifest) await loadMissing(connections, from.folder, manifest, onProgress)
  for (const aggregate of contract.aggregates) {
    const { name } = aggregate
    const { events, documents: written } = await rollForward(connections, aggregate, (rolled: Rolled) =>
      onProgress.far(`${name}: ${rolled.events} events, ${rolled.documents} documents`),
    )
    onProgress.done(`${name}: ${events} events read, ${written} documents brought forward`)
  }
  for (const { readModel } of contract.domains)
    if (readModel)
      onProgress.done(`${readModel.name}: rebuilt from ${await rebuild(contract, mongo, readModel)} events`)
  await emptyStreams(streams)
  // What could not be handled, and lay among the dead letters, may be of any age: all events go back to the stream.
  const recovered = await recover(connections, { since: new Date(0), closed: true, onProgress: onProgress.far })
  await markRestored(mongo)
  return recovered
}

/** As it is stored while a restore is unfinished: only the same one goes on. */
function sourceText(from: RestoreSource): string {
  if (from.what === 'loaded') return 'what was loaded'
  return from.what === 'documents' ? `${from.folder} --documents` : from.folder
}

type Loading = Pick<RecoveryConnections, 'contract' | 'mongo'>

async function loadAll(
  { contract, mongo }: Loading,
  folder: string,
  manifest: DumpManifest,
  onProgress: RestoreProgress,
): Promise<void> {
  const cut = await cutOf(contract, folder, manifest)
  for (const aggregate of contract.aggregates) await loadLog(mongo, folder, aggregate, cut, loadedTo(onProgress))
  await loadDocumentsAndKeys({ contract, mongo }, folder, Object.keys(manifest.documents), cut, onProgress)
}

async function loadMissing(
  { contract, mongo }: Loading,
  folder: string,
  { documents: collections }: DumpManifest,
  onProgress: RestoreProgress,
): Promise<void> {
  for (const aggregate of contract.aggregates) await logOutboxes(mongo, folder, aggregate) // published, it may be, but not logged any more
  await loadDocumentsAndKeys({ contract, mongo }, folder, Object.keys(collections), new Map(), onProgress)
}

async function loadDocumentsAndKeys(
  { contract, mongo }: Loading,
  folder: string,
  collections: readonly string[],
  cut: Cut,
  onProgress: RestoreProgress,
): Promise<void> {
  for (const aggregate of contract.aggregates) await loadDocuments(mongo, folder, aggregate, cut, loadedTo(onProgress))
  for (const name of collections.filter((one) => isKept(contract, one)))
    await loadKeys(mongo, folder, name, loadedTo(onProgress))
}

function loadedTo({ far }: RestoreProgress): Parameters<typeof loadKeys>[3] {
  return ({ collection, read, leftOut }) => {
    const without = leftOut > 0 ? `, ${leftOut} left out, being without their cause or their log` : ''
    far(`${collection}: ${read} read${without}`)
  }
}

async function requireEmpty({ contract, mongo }: Loading): Promise<void> {
  for (const aggregate of contract.aggregates)
    for (const collection of [documents(mongo, aggregate), log(mongo, aggregate)])
      if (await collection.findOne({}, { projection: { _id: 1 } }))
        throw new Error(
          `MONGODB_DATABASE: ${mongo.name} has ${collection.collectionName} already. Restore into an empty database, or see --help.`,
        )
}

/** Neither works, nor is paused and would go on from what it has in memory. */
async function requireNoServices({
  contract,
  streams,
  nats,
}: Pick<RecoveryConnections, 'contract' | 'streams' | 'nats'>): Promise<void> {
  const running = new Set<string>()
  for await (const { config, num_waiting } of streams.manager.consumers.list(streams.names.events))
    if (config.durable_name && num_waiting > 0) running.add(config.durable_name)
  for (const service of contract.services)
    if (await isPresent(nats, streams.names.presenceOf(service))) running.add(service)
  if (running.size === 0) return
  const names = [...running].toSorted().join(', ')
  throw new Error(`These services run, are paused, or have not been gone for long: ${names}. Stop them first.`)
}
