/** What others may know of this domain before it runs. */
export const inventory = {
  name: 'inventory',
  port: 4002,
  aggregates: { product: { documents: 'products' } },
} as const
