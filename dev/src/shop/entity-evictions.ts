import { contract } from '@shop/contract/catalog.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'

/**
 * The shop's entities that are the same for everyone, and the events of their changes: the router's ENTITY_EVICTIONS.
 * `namespace`: EVENTS_NAMESPACE.
 */
export function entityEvictions(namespace = process.env.EVENTS_NAMESPACE): string {
  const subject = new StreamNames(contract.name, namespace).subjectOf({
    aggregate: 'product',
    type: '*',
    aggregateId: '{key}',
  })
  return `Product.id=${subject}`
}
