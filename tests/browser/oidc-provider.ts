/** An OpenID provider, a real one, on a free port: anybody may log in under any name. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { freePort } from '@shop/dev/ports.ts'
import { Provider } from 'oidc-provider'

type ProviderOptions = {
  /** Where the shop is. */
  readonly shop: string
  readonly audience: string
  readonly tokenSeconds: number
  readonly rolesOf: (user: string) => readonly string[]
}

export class OpenIdProvider {
  static readonly clientId = 'storefront'
  static readonly rolesClaim = 'https://shop.example/roles'
  readonly issuer: string
  readonly #server: Server

  private constructor(issuer: string, server: Server) {
    this.issuer = issuer
    this.#server = server
  }

  static async start({ shop, audience, tokenSeconds, rolesOf }: ProviderOptions): Promise<OpenIdProvider> {
    const port = await freePort()
    const issuer = `http://127.0.0.1:${port}`
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: OpenIdProvider.clientId,
          token_endpoint_auth_method: 'none',
          redirect_uris: [`${shop}/signed-in`],
          post_logout_redirect_uris: [`${shop}/`],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      clientBasedCORS: () => true,
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      issueRefreshToken: () => Promise.resolve(true),
      extraTokenClaims: (_context, token) => ({
        [OpenIdProvider.rolesClaim]: 'accountId' in token ? [...rolesOf(token.accountId)] : [],
      }),
      cookies: { keys: ['only for tests'] },
      features: {
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => 'urn:shop',
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            ...{ scope: 'openid', audience, accessTokenFormat: 'jwt', accessTokenTTL: tokenSeconds },
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
      ttl: {
        AccessToken: tokenSeconds,
        Session: 3_600,
        Grant: 3_600,
        RefreshToken: 3_600,
        Interaction: 3_600,
        IdToken: 3_600,
      },
    })
    const server = createServer((request, response) => void provider.callback()(request, response)).listen(
      port,
      '127.0.0.1',
    )
    await once(server, 'listening')
    return new OpenIdProvider(issuer, server)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
