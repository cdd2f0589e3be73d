/** The requests: no two are alike. */

export type BenchPage = {
  readonly name: string
  readonly query: (number: number) => string
  /** Each request is another document, also where names of operations and layout are left out: no router has planned it. */
  readonly isNew?: true
  readonly variables: (number: number) => Record<string, unknown>
}

const ORDER = `id status quantity address placedAt totalPrice
  product { id name description price stock rating }
  delivery { id status address eta history { status at } }
  timeline { at service event detail }`

const ORDER_PAGE = `query OrderPage($id: ID!) { order(id: $id) { ${ORDER}
      user { id name points pointHistory(first: 22) { id at kind amount balance } recentOrders(first: 13) { id status quantity totalPrice placedAt } } } }`

/** Fields that a document may be without: it has about half of them. */
const OPTIONAL =
  /\b(quantity|address|placedAt|totalPrice|name|description|price|stock|rating|eta|service|event|detail|points|kind|amount|balance)\b/g

/** Another choice of fields for each number, up to four million of them. */
function chosenFields(number: number): string {
  const bits = Math.imul(number + 1, 0x9e3779b1)
  let field = 0
  return ORDER_PAGE.replaceAll(OPTIONAL, (name) => ((bits >>> (field++ % 32)) & 1 ? name : ''))
}

const LARGE_PAGE = `query LargePage($after: Int!) { orders(first: 66, after: $after) { ${ORDER} user { id name points } } }`

export const pages: readonly BenchPage[] = [
  {
    name: 'order page',
    query: () => ORDER_PAGE,
    variables: (number) => ({ id: String(number) }),
  },
  {
    name: 'large page',
    query: () => LARGE_PAGE,
    variables: (number) => ({ after: number }),
  },
  {
    name: 'order page, new each time',
    isNew: true,
    query: (number) =>
      ORDER_PAGE.replace('OrderPage', `OrderPage${number}`).replace('totalPrice', `price${number}: totalPrice`),
    variables: (number) => ({ id: String(number) }),
  },
  {
    name: 'order page, other fields each time',
    isNew: true,
    query: chosenFields,
    variables: (number) => ({ id: String(number) }),
  },
]
