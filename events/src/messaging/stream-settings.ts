/** What an operator may set of the streams. What is not set is left as it is in NATS. */

import type { StreamConfig } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'

export type StreamSettings = {
  /** False: streams and consumers are made by an administrator, and only looked for. */
  readonly admin?: boolean
  /** 1, or 3 and 5 on a cluster. */
  readonly replicas?: number | undefined
  /** Of events; dead letters are kept until an operator deals with them. */
  readonly maxAgeMs?: number | undefined
  readonly maxBytes?: number | undefined
  /** Whose streams they are: what is another's is not taken. */
  readonly owner?: string | undefined
  /** Part of the names of all streams and subjects: see StreamNames. */
  readonly namespace?: string | undefined
}

export type EventsConfig = {
  readonly MONGODB_DATABASE: string
  readonly EVENTS_ADMIN: 'on' | 'off'
  readonly EVENTS_NAMESPACE?: string | undefined
  readonly EVENTS_REPLICAS?: number | undefined
  readonly EVENTS_MAX_AGE?: number | undefined
  readonly EVENTS_MAX_BYTES?: number | undefined
}

/** What a service's configuration says of the streams. */
export function streamSettings(config: EventsConfig): StreamSettings {
  return {
    admin: config.EVENTS_ADMIN === 'on',
    replicas: config.EVENTS_REPLICAS,
    maxAgeMs: config.EVENTS_MAX_AGE,
    maxBytes: config.EVENTS_MAX_BYTES,
    owner: config.MONGODB_DATABASE,
    namespace: config.EVENTS_NAMESPACE,
  }
}

/** What the settings say of a stream's configuration. */
export function changesBy({ replicas, maxAgeMs, maxBytes }: StreamSettings, ofEvents: boolean): Partial<StreamConfig> {
  return {
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(maxAgeMs === undefined || !ofEvents ? {} : { max_age: nanos(maxAgeMs) }),
    ...(maxBytes === undefined || !ofEvents ? {} : { max_bytes: maxBytes }),
  }
}
