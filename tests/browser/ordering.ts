/** Ordering by clicking, and what has been ordered. */
import type { Client } from '../component/client.ts'
import { data } from '../component/shopping.ts'
import { admin } from '../component/tokens.ts'
import type { Visitor } from './storefront.ts'

export const RESTOCK = 'mutation ($input: RestockProductInput!) { restockProduct(input: $input) { stock } }'
export const CHANGE_PRICE =
  'mutation ($input: ChangeProductPriceInput!) { changeProductPrice(input: $input) { price } }'

/** From a product's page to the order's. Answers the order's id. */
export async function order(visitor: Visitor, productId: string, quantity = 10): Promise<string> {
  const { page } = visitor
  await visitor.go(`/products/${productId}`)
  await page.getByRole('textbox', { name: 'Quantity' }).fill(String(quantity))
  await visitor.link('Order').click()
  await page.getByRole('textbox', { name: 'Delivery address' }).fill('1 Main St')
  await visitor.button('Place the order').click()
  await page.waitForURL('**/orders/*')
  return page.url().split('/').at(-1) ?? ''
}

/** How many units each order of a user is for, the newest first. */
export async function quantities(router: Client, user: string): Promise<unknown> {
  const query = 'query ($id: ID!) { user(id: $id) { orders { edges { node { quantity } } } } }'
  return (await data(router.request(query, { id: user }, admin))).user
}
