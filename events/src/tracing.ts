/**
 * The machinery's work as spans. An event's traceparent is its command's span, so what publishes, delivers and projects it is a child of
 * that; what is written together is a span in the trace of each command, with links between them.
 */

import { type Tracer, within } from '@shop/platform/tracer.ts'
import type { ExecuteOptions } from './aggregates/outcome.ts'
import type { Documents, EventLog, Publisher } from './aggregates/ports.ts'
import type { RawEnvelope, RawEnvelope as Envelope } from './contract/envelope.ts'
import type { Contract } from './contract/contract.ts'
import type { AnyCommand, Refusal } from './decider.ts'
import type { StreamNames } from './messaging/stream-names.ts'

type MessageSource = { readonly contract: Pick<Contract, 'correlationOf'>; readonly names: StreamNames }

/** Does the command within a span of its own, which its events then name as their parent. */
export function tracedCommand<Outcome extends { readonly refused?: Refusal }>(
  tracer: Tracer | undefined,
  aggregate: { readonly kind: string; readonly id: string },
  { type, operation }: AnyCommand,
  executeOptions: ExecuteOptions,
  run: (executeOptions: ExecuteOptions) => Promise<Outcome>,
): Promise<Outcome> {
  const attributes = { 'aggregate.kind': aggregate.kind, 'aggregate.id': aggregate.id, 'command.operation': operation }
  const span = tracer?.span(type, executeOptions.traceparent, { kind: 'internal', attributes })
  if (!span) return run(executeOptions)
  return within(span, async () => {
    const outcome = await run({ ...executeOptions, traceparent: span.traceparent })
    if (outcome.refused) span.set({ 'command.refused': outcome.refused.refused })
    return outcome
  })
}

/** Each bulk within a span that links the commands it stores. */
export function tracedDocuments(documents: Documents, tracer: Tracer, collection: string): Documents {
  return {
    load: (ids) => documents.load(ids),
    save: (changes) => {
      const parents = changes.flatMap(({ outbox }) => outbox.set.map(({ traceparent }) => traceparent))
      const span = tracer.together(`bulkWrite ${collection}`, parents, bulk('bulkWrite', collection, changes.length))
      return within(span, () => documents.save(changes))
    },
    acknowledge: (acks) => documents.acknowledge(acks),
    withOutboxSince: (overdue, limit) => documents.withOutboxSince(overdue, limit),
    markForked: (ids) => documents.markForked(ids),
    unmarkForked: (ids) => documents.unmarkForked(ids),
    withDue: (overdue, limit) => documents.withDue(overdue, limit),
    postpone: (id, version, next) => documents.postpone(id, version, next),
  }
}

/** Each append within a span that links its events. */
export function tracedLog(log: EventLog, tracer: Tracer, collection: string): EventLog {
  return {
    append: (envelopes) => {
      const parents = envelopes.map(({ traceparent }) => traceparent)
      const span = tracer.together(`insertMany ${collection}`, parents, bulk('insertMany', collection, parents.length))
      return within(span, () => log.append(envelopes))
    },
    certain: (envelopes) => log.certain(envelopes),
    read: (aggregateId, from, to) => log.read(aggregateId, from, to),
    ofOperations: (aggregateId, operations) => log.ofOperations(aggregateId, operations),
    at: (positions) => log.at(positions),
    newestOfType: (aggregateId, type) => log.newestOfType(aggregateId, type),
  }
}

/** Each event within a span of its own, a child of its command's. */
export function tracedPublisher(publisher: Publisher, tracer: Tracer, from: MessageSource): Publisher {
  return {
    publish: (envelope, messageId) => {
      const span = tracer.span(`publish ${topicOf(envelope)}`, envelope.traceparent, { kind: 'producer' })
      if (!span) return publisher.publish(envelope, messageId)
      span.set({
        ...ofMessage(envelope, from),
        'messaging.operation.name': 'publish',
        'messaging.operation.type': 'send',
      })
      return within(span, () => publisher.publish(envelope, messageId))
    },
  }
}

/** Handles each event within a span, which what it leads to is a child of. */
export function tracedHandling(
  handle: (envelope: Envelope) => Promise<void>,
  tracer: Tracer,
  { service, ...from }: MessageSource & { readonly service: string },
): (envelope: Envelope) => Promise<void> {
  return (envelope) => {
    const span = tracer.span(`process ${topicOf(envelope)}`, envelope.traceparent, { kind: 'consumer' })
    if (!span) return handle(envelope)
    span.set({
      ...ofMessage(envelope, from),
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': service,
    })
    return within(span, () => handle({ ...envelope, traceparent: span.traceparent }))
  }
}

/** https://opentelemetry.io/docs/specs/semconv/database/database-spans/ */
function bulk(operation: string, collection: string, size: number) {
  const attributes = {
    'db.system.name': 'mongodb',
    'db.operation.name': operation,
    'db.collection.name': collection,
    'db.operation.batch.size': size,
  }
  return { kind: 'client', attributes } as const
}

/** https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
function ofMessage(envelope: RawEnvelope, { contract, names }: MessageSource) {
  const conversation = contract.correlationOf(envelope.data)
  return {
    'messaging.system': 'nats',
    'messaging.destination.name': names.subjectOf(envelope),
    'messaging.destination.template': names.subjectOf({ ...envelope, aggregateId: '{aggregateId}' }),
    'messaging.message.id': envelope.id,
    ...(conversation !== undefined && { 'messaging.message.conversation_id': conversation }),
  }
}

function topicOf({ aggregate, type }: Pick<RawEnvelope, 'aggregate' | 'type'>): string {
  return `events.${aggregate}.${type}`
}
