import { connectionOf, pageOf } from './connection.ts'

const cursors = { list: 'things', isKey: (key: string) => /^\d+$/.test(key) }
const fields = { key: (row: number) => String(row), node: (row: number) => ({ row }) }

test('a page has so many rows, and says whether there are more', () => {
  const page = pageOf(cursors, { first: 2 })
  const connection = connectionOf(cursors, page, [9, 8, 7], fields)
  expect(connection.edges.map(({ node }) => node)).toEqual([{ row: 9 }, { row: 8 }])
  expect(connection.pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: connection.edges[0]?.cursor,
    endCursor: connection.edges[1]?.cursor,
  })
})

test('a cursor leads to what came after it', () => {
  const { pageInfo } = connectionOf(cursors, pageOf(cursors, { first: 2 }), [9, 8, 7], fields)
  const next = pageOf(cursors, { after: pageInfo.endCursor })
  expect(next).toEqual({ limit: 20, after: '8' })
  expect(connectionOf(cursors, next, [7], fields).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
})

test('a list without rows has no cursors', () => {
  expect(connectionOf(cursors, pageOf(cursors, { first: null, after: null }), [], fields)).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  })
})

test.each([0, 101, -1, 2_147_483_647])('%p is no size of a page', (first) => {
  expect(() => pageOf(cursors, { first })).toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }),
  )
})

const encoded = (text: string) => Buffer.from(text).toString('base64url')
test.each([
  '',
  'garbage',
  encoded('things:x'),
  encoded('others:1'),
  encoded('things:'),
  `${encoded('things:1')}=`,
  'x'.repeat(100_000),
])('what is no cursor of this list is refused: %#', (after) => {
  expect(() => pageOf(cursors, { after })).toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }),
  )
})
