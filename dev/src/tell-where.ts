/** The last lines of a start: where the shop is, how to come in, how to stop it. */
import { env } from 'node:process'

export function printAddresses(url: string): void {
  const began = Number(env.SHOP_BEGAN_AT) // when npm was started; the installation counts too
  const took = Number.isFinite(began) ? ` (${((Date.now() - began) / 1000).toFixed(1)} s)` : ''
  const logIn = `curl -s ${url}/dev/login -H 'content-type: application/json' -d '{"user":"alice","roles":["customer"]}'`
  console.log(`
The shop is open${took}.
  Storefront  ${url}
  Playground  ${url}/graphql
  Log in      ${logIn}
              answers a token for the header "authorization: Bearer ..."; roles: customer, carrier, admin
  Look        npm run status    Events  npm run events -- tail
  Stop        Ctrl-C            Forget all data  npm run reset
`)
}
