/** What others may know of this domain before it runs. */
export const order = {
  name: 'order',
  port: 4001,
  aggregates: { order: { documents: 'orders' } },
} as const
