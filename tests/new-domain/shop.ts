/** A shop with one domain more: its folder, and its line. */
export * from '../../shop.ts'
export * as review from '../../examples/review/manifest.ts'
