/** `keepsake.ts URL make`: points and an order that are to be found again; prints them. `keepsake.ts URL read USER ORDER`: prints them again. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ADD_POINTS } from '../e2e/shopping.ts'
import { delivering, newProduct } from '../acceptance/buying.ts'
import { Deployment } from '../acceptance/deployment.ts'
import { logIn } from '../acceptance/logins.ts'

const [url = '', task = '', user = '', order = ''] = process.argv.slice(2)
const secret = readFileSync(process.env['JWT_SECRET_FILE'] ?? '', 'utf8').trim()
const claims = { issuer: 'membership-shop', audience: 'membership-shop' }
const shop = new Deployment(url, 60_000)
await shop.opens()
const people = await logIn(url, { kind: 'secret', secret }, claims)
const [buyer, bought] = task === 'make' ? await make() : [user, order]
const query = `query ($user: ID!, $order: ID!) {
  user(id: $user) { points } order(id: $order) { status totalPrice delivery { status } }
  myPage(userId: $user) { pointsSpent orderCount }
}`
const seen = await shop.data(query, { user: buyer, order: bought }, people.admin)
console.log(JSON.stringify({ user: buyer, order: bought, seen }))
process.exit()

async function make(): Promise<[string, string]> {
  const given = { shop, people, run: randomUUID().slice(0, 8) }
  const { userId } = people.customer
  await shop.data(ADD_POINTS, { input: { userId, amount: 5_000 } }, people.admin)
  const id = await delivering(given, await newProduct(given))
  const page = { myPage: { pointsSpent: 1_000, orderCount: 1 } }
  await shop.becomes(page, '{ myPage { pointsSpent orderCount } }', {}, people.customer)
  return [userId, id]
}
