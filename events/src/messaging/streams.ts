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
import { changesBy, type StreamSettings } from './stream-settings.ts'

export const eventsStream = 'EVENTS'
export const deadLettersStream = 'DEAD'

const eventSubjects = 'events.>'
const subjectsOf = { [eventsStream]: eventSubjects, [deadLettersStream]: 'dead.>' } as const
type Name = keyof typeof subjectsOf
const names: readonly Name[] = [eventsStream, deadLettersStream]

const duplicateWindowMs = 120_000
const maxAgeMs = 7 * 86_400_000 // the services' logs keep events for ever; the stream need not

/** In a stream's metadata: whose it is. */
const shopKey = 'shop'

/**
 * Makes the streams where they are not there yet; one that is there keeps what its operator has set, unless a setting says otherwise.
 * Where `admin` is off they are only looked for. Rejects with a ConfigError for a stream of somebody else, with `Missing` for one
 * that only an administrator may make. Safe to call at any time by anybody. Answers what a person should be told.
 */
export async function ensureStreams(manager: JetStreamManager, settings: StreamSettings): Promise<readonly string[]> {
  const warnings: string[] = []
  for (const name of names) {
    const info = (await streamInfo(manager, name)) ?? (await make(manager, name, settings))
    refuseForeign(info, name, settings)
    const changes = changesTo(info.config, name, settings)
    if (changes && settings.admin !== false) await manager.streams.update(name, { ...info.config, ...changes })
    const replicas = changes?.num_replicas ?? info.config.num_replicas
    if (info.cluster?.name !== undefined && replicas < 2 && settings.admin !== false)
      warnings.push(`the stream ${name} has one copy on a cluster: set EVENTS_REPLICAS to 3`)
  }
  return warnings
}

/**
 * Both streams anew, with nothing in them and no consumers, and with what their operator has set. One after the other: where the last
 * stream of an account goes, the server removes the account's folder meanwhile, and a stream that is made in that moment fails.
 */
export async function remakeStreams(manager: JetStreamManager, settings: StreamSettings): Promise<void> {
  for (const name of names) {
    const { config } = await manager.streams.info(name)
    await manager.streams.delete(name)
    await add(manager, { ...config, ...changesBy(settings, name === eventsStream) })
  }
  await ensureStreams(manager, settings)
}

async function make(manager: JetStreamManager, name: Name, settings: StreamSettings): Promise<StreamInfo> {
  if (settings.admin === false) throw new MissingStreamObject(`the stream ${name}`)
  return add(manager, { ...fresh(name, settings), ...changesBy(settings, name === eventsStream) })
}

/** What a stream is made with. Limits retention: it keeps the window in which repeats are dropped over restarts. */
function fresh(name: Name, { shop }: StreamSettings) {
  return {
    name,
    subjects: [subjectsOf[name]],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    duplicate_window: nanos(duplicateWindowMs),
    ...(name === eventsStream ? { max_age: nanos(maxAgeMs) } : { allow_direct: true }),
    ...(shop === undefined ? {} : { metadata: { [shopKey]: shop } }),
  }
}

/** Undefined where the stream is as it should be. */
function changesTo(config: StreamConfig, name: Name, settings: StreamSettings): Partial<StreamConfig> | undefined {
  const { shop } = settings
  const wanted: Partial<StreamConfig> = {
    ...changesBy(settings, name === eventsStream),
    ...(name === deadLettersStream ? { allow_direct: true } : {}),
  }
  const changes = Object.entries(wanted).filter(([key, value]) =>
    Object.entries(config).every(([k, v]) => k !== key || v !== value),
  )
  const unnamed = shop !== undefined && config.metadata?.[shopKey] === undefined
  if (changes.length === 0 && !unnamed) return undefined
  return {
    ...Object.fromEntries(changes),
    ...(unnamed ? { metadata: { ...config.metadata, [shopKey]: shop } } : {}),
  }
}

function refuseForeign({ config }: StreamInfo, name: Name, { shop }: StreamSettings): void {
  const why = foreign(config, name, shop)
  if (why === undefined) return
  const remedy = 'Give this shop a NATS account of its own (NATS_URL), or take that stream away.'
  throw new ConfigError([`NATS: the stream ${name} ${why}. ${remedy}`])
}

function foreign({ subjects, storage, retention, metadata, mirror }: StreamConfig, name: Name, shop?: string) {
  const wanted = subjectsOf[name]
  if (mirror) return `is a mirror of ${mirror.name}`
  if (subjects.length !== 1 || subjects[0] !== wanted)
    return `has the subjects ${subjects.join(', ')} and not ${wanted}: it is another application's`
  if (storage !== StorageType.File) return 'is kept in memory, and would lose events'
  if (retention !== RetentionPolicy.Limits)
    return `has the retention ${retention}, and would lose events that others need`
  const owner = metadata?.[shopKey]
  if (shop !== undefined && owner !== undefined && owner !== shop)
    return `is that of the shop "${owner}", and this is "${shop}" (MONGODB_DATABASE)`
  return undefined
}

const notFound = 10_059
const nameInUse = 10_058 // with a different configuration: somebody else has just made it

async function streamInfo(manager: JetStreamManager, name: Name): Promise<StreamInfo | undefined> {
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
