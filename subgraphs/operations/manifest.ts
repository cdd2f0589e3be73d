/** What others may know of this domain before it runs. */
export const operations = {
  name: 'operations',
  port: 4006,
  collections: ['operations_actions', 'operations_claims'],
} as const
