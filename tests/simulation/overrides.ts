/** What the simulated services are made of: the real rules and mechanisms, unless a test replaces one by a broken one. */
import type { Clock, Documents, EventLog } from '@shop/events/aggregates/ports.ts'
import type { Collection } from '@shop/events/simulated/documents.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { KeyStore } from '@shop/events/keys.ts'
import type { Feed } from '@shop/events/feed/feed.ts'
import type { FoldedDocuments } from '@shop/events/projections/folded-documents.ts'
import { type Deciders, real as realDeciders } from '../saga/saga-model.ts'

type LiveFeed = Pick<Feed, 'aggregate' | 'join'>
type Handle = (envelope: RawEnvelope) => Promise<void>

export type SimulationOverrides = {
  readonly clock: (clock: Clock) => Clock
  readonly deciders: Deciders
  readonly documents: (documents: Documents, stored: Collection) => Documents
  readonly log: (log: EventLog) => EventLog
  readonly keys: (keys: KeyStore) => KeyStore
  readonly handle: (handle: Handle) => Handle
  readonly feed: (feed: LiveFeed) => LiveFeed
  readonly folded: <Value>(documents: FoldedDocuments<Value>) => FoldedDocuments<Value>
}

export const real: SimulationOverrides = {
  clock: (clock) => clock,
  deciders: realDeciders,
  documents: (documents) => documents,
  log: (log) => log,
  keys: (keys) => keys,
  handle: (handle) => handle,
  feed: (feed) => feed,
  folded: (documents) => documents,
}
