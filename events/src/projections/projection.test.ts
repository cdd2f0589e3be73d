import { type Envelope, contract } from '@shop/contract/catalog.ts'
import { sample } from '@shop/contract/samples.ts'
import type { FoldedDocument } from './folded-documents.ts'
import { projection } from './projection.ts'
import { applyTo } from './read-model.ts'
import { typesOfModel } from './projection.ts'

type Stock = { readonly name: string; readonly stock: number; readonly version: number }
type StockChange = Stock & { readonly productId: string }
const said = (
  event: Omit<StockChange, 'version'>,
  { aggregateVersion: version }: Pick<Envelope, 'aggregateVersion'>,
) => ({
  ...event,
  version,
})

const stocks = projection<Stock, StockChange>({
  collection: 'overview_stocks',
  reactions: { ProductAdded: said, Restocked: said, PriceChanged: () => undefined },
  idOf: ({ productId }) => productId,
  fold: (known, { name, stock, version }) => (known && known.version >= version ? known : { name, stock, version }),
  source: 'product',
  seen: ({ version }) => ({ product: version }),
})

function event(type: 'ProductAdded' | 'Restocked' | 'PriceChanged', aggregateVersion: number, stock: number): Envelope {
  const parsed = contract.parse({ ...sample(type, { stock }), aggregateVersion })
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  return parsed.envelope
}

test('a read model is the tables and folds of its projections: documents show the newest that was said of them', async () => {
  const stored = new Map<string, FoldedDocument<Stock>>()
  const apply = applyTo(stocks, {
    load: async (ids) => ids.flatMap((id) => stored.get(id) ?? []),
    save: async (writes) => {
      for (const { after } of writes) stored.set(after._id, after)
      return true
    },
  })
  await apply([event('Restocked', 3, 9), event('ProductAdded', 1, 5)])
  await apply([event('PriceChanged', 4, 8), event('Restocked', 2, 7)])
  expect([...stored.values()]).toEqual([
    { _id: 'tea', stamp: expect.any(String), value: { name: 'Tea', stock: 9, version: 3 } },
  ])
  expect(typesOfModel({ name: 'overview', projections: [stocks, stocks] })).toEqual([
    'ProductAdded',
    'Restocked',
    'PriceChanged',
  ])
})
