/** A subgraph with answers and events of a requested size; prints its address. */

import { ToySubgraph } from '../../../router/testing/toy-subgraph.ts'
import { schema } from './big-schema.ts'

type Size = { readonly kilobytes: number }

const text = ({ kilobytes }: Size): string => 'x'.repeat(kilobytes * 1_000)

const subgraph = new ToySubgraph('big', schema, {
  Query: { text: (_: unknown, size: Size) => text(size) },
  Subscription: {
    text: {
      async *subscribe(_: unknown, size: Size) {
        yield { text: text(size) }
      },
    },
  },
})
await subgraph.start()
console.log(JSON.stringify({ big: subgraph.url }))
