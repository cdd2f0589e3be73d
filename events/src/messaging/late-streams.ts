/**
 * The streams of a service that may start while NATS, or JetStream on it (a cluster without a leader), is away: what it stores waits in its
 * outboxes, what it would read of a stream fails as in any outage, and its consumer begins when the streams come.
 */

import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { LateNats } from '@shop/platform/late-nats.ts'
import { persist } from '@shop/platform/persist.ts'
import { Unreachable } from '../aggregates/ports.ts'
import type { Contract } from '../contract/contract.ts'
import type { Fence } from '../native-collection.ts'
import { isOutage } from '../outage.ts'
import type { ServiceRuntime } from '../runtime.ts'
import { type EventStreams, openStreams } from './connection.ts'
import { StreamNames } from './stream-names.ts'
import { type StreamSettings, streamSettings } from './stream-settings.ts'

type OpenedStreams = { readonly streams: EventStreams; readonly nats: NatsConnection }

/**
 * @example
 * const streams = await LateStreams.open(runtime, contract, resources.nats)
 * await streams.whenOpen(async ({ nats }) => void showPresence(nats, streams.names.presenceOf('billing'), status))
 */
export class LateStreams implements EventStreams {
  readonly settings: StreamSettings
  readonly names: StreamNames
  /** There once the service may begin. */
  fence: Fence | undefined
  readonly #runtime: Pick<ServiceRuntime, 'fail' | 'shutdown'>
  readonly #nats: LateNats
  readonly #opening: Promise<OpenedStreams>
  readonly #tried = Promise.withResolvers<void>()
  #opened: OpenedStreams | undefined

  /**
   * Resolves after one try where NATS is there, whether JetStream answers or not; goes on trying where it does not. Rejects with a
   * ConfigError where the streams are not ours.
   */
  static async open(runtime: ServiceRuntime, contract: Pick<Contract, 'name'>, nats: LateNats): Promise<LateStreams> {
    const late = new LateStreams(runtime, contract, nats)
    if (nats.connection) await late.#tried.promise
    return late
  }

  private constructor(
    { config, log, shutdown, fail }: ServiceRuntime,
    contract: Pick<Contract, 'name'>,
    nats: LateNats,
  ) {
    const { signal } = shutdown
    const settings = streamSettings(config)
    this.settings = settings
    this.names = new StreamNames(contract.name, settings.namespace)
    this.#runtime = { fail, shutdown }
    this.#nats = nats
    const opening = async () => {
      const connection = await nats.connected
      const final = (error: unknown) => !isOutage(error)
      const open = async () => {
        try {
          return await openStreams(connection, contract, settings, { log, signal })
        } catch (error) {
          if (isOutage(error)) this.#tried.resolve()
          throw error
        }
      }
      this.#opened = { streams: await persist(open, { what: 'JetStream', log, signal, final }), nats: connection }
      return this.#opened
    }
    this.#opening = opening()
    this.#opening.then(() => this.#tried.resolve(), this.#tried.reject)
    this.#tried.promise.catch(() => undefined) // callers that await it get the error
  }

  get stream(): JetStreamClient {
    return this.#now.streams.stream
  }

  get manager(): JetStreamManager {
    return this.#now.streams.manager
  }

  /** Throws `Unreachable` as long as NATS has not been there, as everything here does. */
  get nats(): NatsConnection {
    return this.#now.nats
  }

  get isOpen(): boolean {
    return this.#opened !== undefined
  }

  /** Waits for it where the streams were there at the start. Else it is done when they come; where that fails for good, the process ends. */
  async whenOpen(begin: (opened: OpenedStreams) => Promise<void>): Promise<void> {
    const begun = this.#opening.then(begin)
    if (this.#opened) return begun
    begun.catch((error: unknown) => {
      if (!this.#runtime.shutdown.signal.aborted) this.#runtime.fail(error)
    })
  }

  get #now(): OpenedStreams {
    if (!this.#opened)
      throw new Unreachable(this.#nats.connection ? 'JetStream is not there yet' : 'NATS is not there yet')
    return this.#opened
  }
}
