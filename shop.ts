/** The domains of the shop: a subgraph each. What depends on which there are is derived from this list. */
export const domains = [
  { name: 'order', port: 4001 },
  { name: 'inventory', port: 4002 },
  { name: 'pay', port: 4003 },
  { name: 'delivery', port: 4004 },
  { name: 'mypage', port: 4005 },
] as const
