/** The domains of the shop, a subgraph each: a folder, and a line here. What depends on which there are is derived from this list. */
export * as order from './subgraphs/order/manifest.ts'
export * as inventory from './subgraphs/inventory/manifest.ts'
export * as pay from './subgraphs/pay/manifest.ts'
export * as delivery from './subgraphs/delivery/manifest.ts'
export * as mypage from './subgraphs/mypage/manifest.ts'
export * as operations from './subgraphs/operations/manifest.ts'
