import type { RawEnvelope } from '../contract/envelope.ts'
import { eventOf } from '../testing/library.ts'
import type { FoldedDocument } from './folded-documents.ts'
import { projection } from './projection.ts'
import { applyTo } from './read-model.ts'
import { typesOfModel } from './projection.ts'

type Copies = { readonly title: string; readonly copies: number; readonly version: number }
type CopiesChange = Copies & { readonly bookId: string }
const said = (
  event: Omit<CopiesChange, 'version'>,
  { aggregateVersion: version }: Pick<RawEnvelope, 'aggregateVersion'>,
) => ({ ...event, version })

const shelf = projection<Copies, CopiesChange>({
  collection: 'overview_copies',
  reactions: { BookAdded: said, BookReturned: said, BookRenamed: () => undefined },
  idOf: ({ bookId }) => bookId,
  fold: (known, { title, copies, version }) => (known && known.version >= version ? known : { title, copies, version }),
  source: 'book',
  seen: ({ version }) => ({ book: version }),
})

const event = (type: string, version: number, copies: number) => eventOf(type, version, { copies })

test('a read model is the tables and folds of its projections: documents show the newest that was said of them', async () => {
  const stored = new Map<string, FoldedDocument<Copies>>()
  const apply = applyTo(shelf, {
    load: async (ids) => ids.flatMap((id) => stored.get(id) ?? []),
    save: async (writes) => {
      for (const { after } of writes) stored.set(after._id, after)
      return true
    },
  })
  await apply([event('BookReturned', 3, 9), event('BookAdded', 1, 5)])
  await apply([event('BookRenamed', 4, 8), event('BookReturned', 2, 7)])
  expect([...stored.values()]).toEqual([
    { _id: 'tea', stamp: expect.any(String), value: { title: 'Tea', copies: 9, version: 3 } },
  ])
  expect(typesOfModel({ name: 'overview', projections: [shelf, shelf] })).toEqual([
    'BookAdded',
    'BookReturned',
    'BookRenamed',
  ])
})
