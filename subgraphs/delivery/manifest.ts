/** What others may know of this domain before it runs. */
export const delivery = {
  name: 'delivery',
  port: 4004,
  aggregates: { delivery: { documents: 'deliveries' } },
} as const
