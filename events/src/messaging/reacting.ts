/** The consumer of a service, and how it answers events with commands to its aggregates. */

import type { Log } from '@shop/platform/log.ts'
import { noTracer, type Tracer } from '@shop/platform/tracer.ts'
import type { Registry } from 'prom-client'
import type { ExecuteOptions } from '../aggregates/outcome.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { Contract } from '../contract/contract.ts'
import type { Refusal } from '../decider.ts'
import { watchConsumer } from '../gauges/consumers.ts'
import { watchStreams } from '../gauges/streams.ts'
import { observeConsumer } from '../observing.ts'
import { type Reactions, react } from '../reactions.ts'
import { tracedHandling } from '../tracing.ts'
import { EventConsumer } from './consumer.ts'
import type { EventStreams } from './connection.ts'
import type { Tries } from './retry-policy.ts'

type ReactionExecutor<Command> = {
  execute(id: string, command: Command, executeOptions: ExecuteOptions): Promise<{ readonly refused?: Refusal }>
}

export type ConsumingOptions = {
  readonly service: string
  readonly contract: Contract
  readonly streams: EventStreams
  readonly ackWaitMs: number
  readonly tries?: Tries
  readonly parkedEveryMs?: number
  readonly log: Log
  readonly registry: Registry
  readonly tracer?: Tracer
}

/**
 * How an event is handled: what the table says is executed. No step of the saga may be refused; one that is (of an order that an old backup
 * does not know, say) fails, and is kept.
 */
export function answering<Command>(
  reactions: Reactions<Command>,
  aggregates: ReactionExecutor<Command>,
): (envelope: Envelope) => Promise<void> {
  return async (envelope) => {
    const reaction = react(reactions, envelope)
    if (!reaction) return
    const { id: causationId, traceparent } = envelope
    const { to, command, expectsNew, isDeferrable } = reaction
    const executeOptions = { by: 'event', causationId, traceparent, expectsNew, isDeferrable } as const
    const { refused } = await aggregates.execute(to, command, executeOptions)
    if (refused) throw new Error(`${envelope.type} was refused: ${refused.refused} ${refused.detail ?? ''}`.trimEnd())
  }
}

/**
 * The consumer of a service that does something with the events of these types.
 *
 * @example
 * const options = { service: 'billing', contract, streams, ackWaitMs: 5_000, log, registry }
 * await consuming(options, ['Counted'], (event) => show(event)).start()
 */
export function consuming(
  { streams, log, registry, tracer = noTracer, ...options }: ConsumingOptions,
  types: readonly string[],
  handle: (envelope: Envelope) => Promise<void>,
): EventConsumer {
  const consumer: EventConsumer = new EventConsumer({
    ...options,
    types,
    handle: tracedHandling(handle, tracer, { ...options, names: streams.names }),
    streams,
    observer: observeConsumer(options.contract, log, registry, () => consumer.inFlight),
  })
  watchConsumer(options.contract, registry, streams, options.service)
  watchStreams(options.contract, registry, streams)
  return consumer
}
