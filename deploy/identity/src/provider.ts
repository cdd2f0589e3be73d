import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Provider, type ClientMetadata } from 'oidc-provider'

/** By user, and by client where it acts for itself. */
const roles: Readonly<Record<string, readonly string[]>> = {
  alice: ['customer'],
  bob: ['customer'],
  carrier: ['carrier'],
  admin: ['admin'],
  'acceptance-admin': ['admin'],
  'acceptance-carrier': ['carrier'],
  'acceptance-customer': ['customer'],
  'acceptance-stranger': ['customer'],
}
const pages = ['http://127.0.0.1:4000', 'http://localhost:4000']
const acceptance = Object.keys(roles).filter((name) => name.startsWith('acceptance-'))
const hour = 3_600

export function demoProvider(issuer: string): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return new Provider(issuer, {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] }, // its default is public
    clients: [storefront, ...acceptance.map(ofAcceptance)],
    routes: {
      jwks: '/protocol/openid-connect/certs',
      token: '/protocol/openid-connect/token',
      authorization: '/protocol/openid-connect/auth',
      end_session: '/protocol/openid-connect/logout',
    },
    clientBasedCORS: () => true,
    findAccount: (_context, id) => (roles[id] ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
    issueRefreshToken: () => Promise.resolve(true),
    extraTokenClaims: (_context, token) => ({
      roles: [...(roles['accountId' in token ? token.accountId : (token.clientId ?? '')] ?? [])],
    }),
    cookies: { keys: [randomBytes(32).toString('hex')] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true }, // a login page that takes any name, without a password
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:membership-shop',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          ...{ scope: 'openid', audience: 'membership-shop', accessTokenFormat: 'jwt', accessTokenTTL: hour },
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    ttl: {
      AccessToken: hour,
      ClientCredentials: hour,
      Session: hour,
      Grant: hour,
      RefreshToken: 8 * hour,
      Interaction: hour,
      IdToken: hour,
    },
  })
}

const storefront: ClientMetadata = {
  client_id: 'storefront',
  token_endpoint_auth_method: 'none',
  redirect_uris: pages.map((page) => `${page}/signed-in`),
  post_logout_redirect_uris: pages.map((page) => `${page}/`),
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
}

/** As deploy/compose/oidc-clients.json has them. */
function ofAcceptance(client: string): ClientMetadata {
  return {
    client_id: client,
    client_secret: `${client}-for-trying-out`,
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [],
    grant_types: ['client_credentials'],
    response_types: [],
  }
}
