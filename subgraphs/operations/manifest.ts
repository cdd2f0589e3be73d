/** What others may know of this domain before it runs. */
export const operations = {
  name: 'operations',
  port: 4006,
  projections: ['operations_orders'],
  isUnaudited: true, // it remembers steps that a newer event does not tell of; and it has no business in all histories
  collections: ['operations_actions', 'operations_claims'],
} as const
