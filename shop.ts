/** The domains of the shop, a subgraph each: a folder, and a line here. What depends on which there are is derived from this list. */
export { order } from './subgraphs/order/manifest.ts'
export { inventory } from './subgraphs/inventory/manifest.ts'
export { pay } from './subgraphs/pay/manifest.ts'
export { delivery } from './subgraphs/delivery/manifest.ts'
export { mypage } from './subgraphs/mypage/manifest.ts'
export { operations } from './subgraphs/operations/manifest.ts'
