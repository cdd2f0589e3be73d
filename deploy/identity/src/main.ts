/** Keycloak's realm `shop` in little, at the same addresses: four users, whatever their password, and the clients of acceptance. */
import { createServer } from 'node:http'
import { mounted } from './mounted.ts'

const port = Number(process.env.PORT ?? 8080)
const issuer = process.env.ISSUER ?? `http://localhost:${port}/realms/shop`
if (!['localhost', '127.0.0.1'].includes(new URL(issuer).hostname)) {
  console.error(
    `ISSUER=${issuer}: this provider believes every name, and serves localhost alone. Take one of your own.`,
  )
  process.exit(1)
}

const server = createServer(mounted(issuer)).listen(port, '0.0.0.0')
process.on('SIGTERM', () => {
  server.closeAllConnections()
  server.close()
})
