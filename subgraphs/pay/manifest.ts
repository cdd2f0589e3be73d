/** What others may know of this domain before it runs. */
export const pay = {
  name: 'pay',
  port: 4003,
  aggregates: { account: { documents: 'accounts' } },
} as const
