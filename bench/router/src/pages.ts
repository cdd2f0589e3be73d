/** What is asked: no two requests alike. */

export type BenchPage = {
  readonly name: string
  readonly query: string
  /** Each request has its operation under another name: a document that no router has seen. */
  readonly isNew?: true
  readonly variables: (number: number) => Record<string, unknown>
}

const ORDER = `id status quantity address placedAt totalPrice
  product { id name description price stock rating }
  delivery { id status address eta history { status at } }
  timeline { at service event detail }`

const ORDER_PAGE = `query OrderPage($id: ID!) { order(id: $id) { ${ORDER}
      user { id name points pointHistory(first: 22) { id at kind amount balance } recentOrders(first: 13) { id status quantity totalPrice placedAt } } } }`

export const pages: readonly BenchPage[] = [
  {
    name: 'order page',
    query: ORDER_PAGE,
    variables: (number) => ({ id: String(number) }),
  },
  {
    name: 'large page',
    query: `query LargePage($after: Int!) { orders(first: 66, after: $after) { ${ORDER} user { id name points } } }`,
    variables: (number) => ({ after: number }),
  },
  {
    name: 'order page, new each time',
    isNew: true,
    query: ORDER_PAGE,
    variables: (number) => ({ id: String(number) }),
  },
]
