/** Where the saga falls behind, orders are refused until it has caught up; nothing that was accepted is lost by that. */
import type { ClientFailure } from '../component/client.ts'
import { stringAt } from '../component/shopping.ts'
import { customer } from '../component/tokens.ts'
import { PatientClient } from '../clients/patient.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { openShop } from './open-shop.ts'
import { cancel, newProduct, newUser, PLACE_ORDER } from './shopping.ts'

const MAX_BACKLOG = 50
const open = openShop({ overrides: { order: { MOST_BACKLOG: String(MAX_BACKLOG) } } })

test('a service stands still: after so many orders the next are refused, with a time to come back; then all goes on', async () => {
  const { router, running } = open
  const [user, product] = [await newUser(router), await newProduct(router, { price: 1 })]
  const input = { productId: product, quantity: 1, address: '1 Main St' }
  running.process('inventory').kill('SIGSTOP')
  const accepted: string[] = []
  let refused: ClientFailure | undefined
  while (!refused) {
    const { data, errors } = await router.request(PLACE_ORDER, { input }, customer(user))
    refused = errors?.[0]
    if (!refused) accepted.push(stringAt(data, 'placeOrder', 'id'))
  }
  expect(refused.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', service: 'order', retryAfter: expect.any(Number) })
  expect(accepted.length).toBeGreaterThanOrEqual(MAX_BACKLOG)
  expect(await cancel(router, accepted[0] ?? '')).toBe('CANCELLING') // cancelling is still possible

  running.process('inventory').kill('SIGCONT')
  const { data } = await new PatientClient(running).request(user, 'customer', PLACE_ORDER, { input })
  accepted.push(stringAt(data, 'placeOrder', 'id'))
  await open.settle()
  const query = '{ me { points } myPage { orderCount } }'
  expect(await router.request(query, {}, customer(user))).toEqual({
    data: { me: { points: 999_999 - (accepted.length - 1) }, myPage: { orderCount: accepted.length } },
  })
  expect(await brokenInvariants(running)).toEqual([])
})
