/** The two streams: every event of all services, and messages that no service could handle. */

import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  type StreamConfig,
  type StreamInfo,
  StorageType,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { ConfigError } from '@shop/platform/config.ts'
import { MissingStreamObject } from './missing.ts'
import type { StreamNames } from './stream-names.ts'
import { changesBy, type StreamSettings } from './stream-settings.ts'

/** Which of the two. */
type Kind = 'events' | 'deadLetters'
const kinds: readonly Kind[] = ['events', 'deadLetters']

const duplicateWindowMs = 120_000
const maxAgeMs = 7 * 86_400_000 // the services' logs keep events for ever; the stream need not

/**
 * Makes the streams where they are not there yet; one that is there keeps what its operator has set, unless a setting says otherwise.
 * Where `admin` is off they are only looked for. Rejects with a ConfigError for a stream that is not ours, with `Missing` for one
 * that only an administrator may make. Safe to call at any time by anybody. Returns messages for an operator.
 */
export async function ensureStreams(
  manager: JetStreamManager,
  names: StreamNames,
  settings: StreamSettings,
): Promise<readonly string[]> {
  const warnings: string[] = []
  for (const kind of kinds) {
    const name = names[kind]
    const info = (await streamInfo(manager, name)) ?? (await make(manager, names, kind, settings))
    refuseForeign(info, names, kind, settings)
    const changes = changesTo(info.config, names, kind, settings)
    if (changes && settings.admin !== false) await manager.streams.update(name, { ...info.config, ...changes })
    const replicas = changes?.num_replicas ?? info.config.num_replicas
    if (info.cluster?.name !== undefined && replicas < 2 && settings.admin !== false)
      warnings.push(`the stream ${name} has one copy on a cluster: set EVENTS_REPLICAS to 3`)
  }
  return warnings
}

/**
 * Leaves nothing in either stream, and no consumers. They are not deleted: what their operator has set stays whenever this ends, and the
 * sequence of an event or a dead letter is never another's. One sequence is left out, so that what follows on the last one is not what comes next.
 */
export async function emptyStreams({
  manager,
  names,
  settings,
}: {
  readonly manager: JetStreamManager
  readonly names: StreamNames
  readonly settings: StreamSettings
}): Promise<void> {
  for (const kind of kinds) {
    const stream = names[kind]
    const consumers: string[] = []
    for await (const { name } of manager.consumers.list(stream)) consumers.push(name)
    for (const consumer of consumers) await manager.consumers.delete(stream, consumer)
    const { state, config, ts = new Date().toISOString() } = await manager.streams.info(stream)
    const metadata = { ...config.metadata, [emptiedKey(names)]: ts }
    await manager.streams.update(stream, { ...config, metadata }) // before: a stream that is emptied is never taken for an old one
    await manager.streams.purge(stream, { seq: state.last_seq + 2 })
  }
  await ensureStreams(manager, names, settings)
}

/** When a stream was empty: when it was made, or was emptied since. */
export function beganAt({ config, created }: Pick<StreamInfo, 'config' | 'created'>, names: StreamNames): Date {
  const emptied = config.metadata?.[emptiedKey(names)]
  return new Date(Math.max(Date.parse(created), emptied === undefined ? 0 : Date.parse(emptied)))
}

/** In a stream's metadata: when it was emptied. */
function emptiedKey({ ownerKey }: StreamNames): string {
  return `${ownerKey}-emptied`
}

async function make(
  manager: JetStreamManager,
  names: StreamNames,
  kind: Kind,
  settings: StreamSettings,
): Promise<StreamInfo> {
  if (settings.admin === false) throw new MissingStreamObject(`the stream ${names[kind]}`)
  return add(manager, { ...fresh(names, kind, settings), ...changesBy(settings, kind === 'events') })
}

function subjectsOf(names: StreamNames, kind: Kind): string {
  return kind === 'events' ? names.allEvents : names.allDeadLetters
}

/** What a stream is made with. Limits retention: it keeps the window in which repeats are dropped over restarts. */
function fresh(names: StreamNames, kind: Kind, { owner }: StreamSettings) {
  return {
    name: names[kind],
    subjects: [subjectsOf(names, kind)],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    duplicate_window: nanos(duplicateWindowMs),
    ...(kind === 'events' ? { max_age: nanos(maxAgeMs) } : { allow_direct: true }),
    ...(owner === undefined ? {} : { metadata: { [names.ownerKey]: owner } }),
  }
}

/** Undefined where the stream is as it should be. */
function changesTo(
  config: StreamConfig,
  { ownerKey }: StreamNames,
  kind: Kind,
  settings: StreamSettings,
): Partial<StreamConfig> | undefined {
  const { owner } = settings
  const wanted: Partial<StreamConfig> = {
    ...changesBy(settings, kind === 'events'),
    ...(kind === 'deadLetters' ? { allow_direct: true } : {}),
  }
  const changes = Object.entries(wanted).filter(([key, value]) =>
    Object.entries(config).every(([k, v]) => k !== key || v !== value),
  )
  const unnamed = owner !== undefined && config.metadata?.[ownerKey] === undefined
  if (changes.length === 0 && !unnamed) return undefined
  return {
    ...Object.fromEntries(changes),
    ...(unnamed ? { metadata: { ...config.metadata, [ownerKey]: owner } } : {}),
  }
}

function refuseForeign({ config }: StreamInfo, names: StreamNames, kind: Kind, { owner }: StreamSettings): void {
  const why = foreign(config, names, kind, owner)
  if (why === undefined) return
  throw new ConfigError([`NATS: the stream ${names[kind]} ${why}. ${aPlaceOfItsOwn(names)}, or take that stream away.`])
}

/** What to do where a name is taken. */
export function aPlaceOfItsOwn({ ownerKey }: StreamNames): string {
  return `Give this ${ownerKey} names of its own (EVENTS_NAMESPACE) or a NATS account of its own (NATS_URL)`
}

function foreign(
  { subjects, storage, retention, metadata, mirror }: StreamConfig,
  names: StreamNames,
  kind: Kind,
  owner: string | undefined,
) {
  const wanted = subjectsOf(names, kind)
  if (mirror) return `is a mirror of ${mirror.name}`
  if (subjects.length !== 1 || subjects[0] !== wanted)
    return `has the subjects ${subjects.join(', ')} and not ${wanted}: it is another application's`
  if (storage !== StorageType.File) return 'is kept in memory, and would lose events'
  if (retention !== RetentionPolicy.Limits)
    return `has the retention ${retention}, and would lose events that others need`
  const theirs = metadata?.[names.ownerKey]
  if (owner !== undefined && theirs !== undefined && theirs !== owner)
    return `is that of the ${names.ownerKey} "${theirs}", and this is "${owner}" (MONGODB_DATABASE)`
  return undefined
}

const notFound = 10_059
const nameInUse = 10_058 // with a different configuration: another process has just made it

async function streamInfo(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name)
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === notFound) return undefined
    throw error
  }
}

async function add(
  manager: JetStreamManager,
  config: Parameters<JetStreamManager['streams']['add']>[0],
): Promise<StreamInfo> {
  try {
    return await manager.streams.add(config) // the same configuration again is no error
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === nameInUse) return manager.streams.info(config.name)
    throw error
  }
}
