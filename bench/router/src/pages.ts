/** What is asked: no two requests alike. */

export type Page = {
  readonly name: string
  readonly query: string
  readonly variables: (number: number) => Record<string, unknown>
}

const ORDER = `id status quantity address placedAt totalPrice
  product { id name description price stock rating }
  delivery { id status address eta history { status at } }
  timeline { at service event detail }`

export const pages: readonly Page[] = [
  {
    name: 'order page',
    query: `query OrderPage($id: ID!) { order(id: $id) { ${ORDER}
      user { id name points pointHistory(first: 22) { id at kind amount balance } recentOrders(first: 13) { id status quantity totalPrice placedAt } } } }`,
    variables: (number) => ({ id: String(number) }),
  },
  {
    name: 'large page',
    query: `query LargePage($after: Int!) { orders(first: 66, after: $after) { ${ORDER} user { id name points } } }`,
    variables: (number) => ({ after: number }),
  },
]
