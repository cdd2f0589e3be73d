import { z } from 'zod'
import { ambiguousKeys, readEvictionRule } from './entity-cache/evictions.ts'
import { natsRules, natsSettings, natsUrl, ofUrl } from '@shop/platform/nats-settings.ts'
import { tlsSettings, tlsWhereRequired } from '@shop/platform/require-tls.ts'
import { milliseconds, processSettings, tokenSettings } from '@shop/platform/settings.ts'

const whole = (fallback: number, least = 1, most = 1_000_000_000) =>
  z.coerce
    .number()
    .int()
    .min(least)
    .max(most)
    .default(fallback)
    .meta({ expected: `a whole number from ${least} to ${most}` })

const flag = z
  .enum(['on', 'off'])
  .transform((value) => value === 'on')
  .optional()
  .meta({ expected: 'on or off' })

const names = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .meta({ expected: 'names, with commas between' })

const { NATS_URL: _, ...natsAccess } = natsSettings // for EVICTIONS_NATS_URL

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== ''
  } catch {
    return false
  }
}

const EVICTIONS = 'Type.keyField=subject.with.{key} or Type.keyField=subject#path.to.key, with commas between'

const SUBGRAPH = /^[A-Za-z_][A-Za-z0-9_-]*=https?:\/\/\S+$/

/**
 * Every variable that the router reads, with its default and what is expected.
 *
 * @example
 * const config = readConfig(routerSettings, { SUPERGRAPH: 'supergraph.graphql' })
 */
export const routerSettings = z
  .object({
    ...processSettings(4000),
    ...tokenSettings,
    JWT_SUBJECT: z
      .string()
      .refine(isPattern, { error: 'expected a regular expression' })
      .default('[^\\s\\p{C}]{1,255}')
      .meta({ expected: "a regular expression for the tokens' whole subject (sub)" }),
    OVERRIDE_LABELS_HEADER: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .optional()
      .meta({ expected: 'the name of a header that lists labels of @override that hold, with commas between' }),
    OVERRIDE_LABELS_CLAIM: z
      .string()
      .optional()
      .meta({ expected: "the name of a claim with labels of @override that hold for the token's user" }),
    SUPERGRAPH: z.string().optional().meta({ expected: "the path of a supergraph's schema file" }),
    SUBGRAPHS: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((entry) => entry.trim())
          .filter(Boolean),
      )
      .refine((entries) => entries.every((entry) => SUBGRAPH.test(entry)), { error: 'expected name=url,name=url' })
      .transform((entries) => entries.map(subgraphAddress))
      .meta({ expected: 'name=url,name=url of running subgraphs' }),
    SUBGRAPH_POLL_MS: milliseconds(1_000, 50),
    EXECUTOR: z
      .enum(['compiled', 'apollo-gateway'])
      .default('compiled')
      .meta({ expected: 'compiled, or apollo-gateway, which has to be installed' }),
    ALLOWED_ORIGINS: names,
    PLAYGROUND: flag,
    PLAYGROUND_TABS: z
      .string()
      .optional()
      .meta({ expected: 'a folder of .graphql files, one tab each; logins in its playground.json' }),
    PLAYGROUND_LOGIN: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_,-]*)?$/)
      .default('developer')
      .meta({
        expected:
          'user:role,role whose token the playground sends at first; without roles, all that the supergraph names',
      }),
    DEV_LOGIN: flag,
    PAGES: z.string().optional().meta({
      expected: 'a folder with an index.html, served at "/"; what is below its assets/ is named by its content',
    }),
    OIDC_ISSUER: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ expected: 'the http or https URL of the OpenID provider where pages log in' }),
    OIDC_CLIENT_ID: z.string().optional().meta({ expected: 'what the OpenID provider knows the pages as' }),
    OIDC_SCOPE: z
      .string()
      .default('openid')
      .meta({ expected: 'scopes that pages request of the OpenID provider, with spaces between' }),
    INTROSPECTION: flag,
    PUBLIC_SUBSCRIPTIONS: names,
    UPSTREAM_TIMEOUT_MS: milliseconds(5_000, 1),
    REQUEST_TIMEOUT_MS: milliseconds(10_000, 1),
    PLANNING_TIMEOUT_MS: milliseconds(10_000, 1),
    RELOAD_WARMING_MS: milliseconds(60_000, 0),
    UPSTREAM_CONNECTIONS: whole(128),
    UPSTREAM_MAX_WAITING: whole(4_096),
    UPSTREAM_QUEUE_MS: milliseconds(1_000, 0),
    UPSTREAM_MAX_BYTES: whole(33_554_432, 1_024),
    SAFELIST: z
      .string()
      .optional()
      .meta({ expected: "the path of a manifest of persisted operations, Apollo's or Relay's" }),
    SAFELIST_MODE: z.enum(['ids', 'texts', 'log']).default('texts').meta({ expected: 'ids, texts or log' }),
    ENTITY_CACHE_BYTES: whole(0, 0),
    ENTITY_EVICTIONS: names
      .transform((rules) => rules.map(readEvictionRule))
      .refine((rules) => !rules.includes(undefined), { error: `expected ${EVICTIONS}` })
      .transform((rules) => rules.filter((rule) => rule !== undefined))
      .meta({ expected: EVICTIONS }),
    EVICTIONS_NATS_URL: natsUrl().optional().meta(ofUrl),
    ...natsAccess,
    ...tlsSettings,
    OPERATION_CACHE_BYTES: whole(134_217_728, 1_024),
    PERSISTED_QUERY_BYTES: whole(33_554_432, 1_024),
    LIMIT_BODY_BYTES: whole(262_144, 64),
    LIMIT_TOKENS: whole(4_000),
    LIMIT_NAME_LENGTH: whole(1_000),
    LIMIT_DEPTH: whole(20),
    LIMIT_HEIGHT: whole(1_000),
    LIMIT_ALIASES: whole(100),
    LIMIT_ROOT_FIELDS: whole(30),
    LIMIT_DIRECTIVES: whole(50),
    LIMIT_COST: whole(50_000),
    ASSUMED_LIST_SIZE: whole(10),
    LIMIT_LIST_ITEMS: whole(1_000),
    LIMIT_VARIABLES: whole(100),
    LIMIT_VARIABLE_BYTES: whole(131_072, 16),
    LIMIT_VARIABLE_DEPTH: whole(20),
    LIMIT_BATCH: whole(1),
    LIMIT_CONCURRENT: whole(1_000),
    LIMIT_RESPONSE_BYTES: whole(33_554_432, 1_024),
    LIMIT_READING_BYTES: whole(16_777_216, 1_024),
    LIMIT_UNSENT_BYTES: whole(33_554_432, 1_024),
    RATE_PER_USER: whole(100, 0),
    RATE_PER_ADDRESS: whole(500, 0),
    RATE_COST: whole(100_000, 0, 100_000_000),
    TRUSTED_PROXIES: whole(0, 0),
    LIMIT_SUBSCRIPTIONS: whole(100),
    LIMIT_SOCKETS: whole(20_000),
    LIMIT_SOCKETS_PER_ADDRESS: whole(500),
    SUBSCRIPTION_QUEUE: whole(100),
    SUBSCRIPTION_QUEUE_BYTES: whole(1_048_576, 1_024),
    RECONNECT_MS: milliseconds(300_000, 0),
    HEARTBEAT_MS: milliseconds(12_000, 100),
    QUERY_PLAN: flag,
    METRICS_PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .meta({ expected: 'a port from 0 to 65535 for /metrics; in production it is nowhere else' }),
    LOG_SAMPLE: z.coerce.number().min(0).max(1).default(0.01).meta({ expected: 'a share of requests from 0 to 1' }),
  })
  .check(tlsWhereRequired)
  .check(({ value, issues }) => {
    const report = (path: string, message: string) =>
      issues.push({ code: 'custom', path: [path], message, input: undefined })
    const { SUPERGRAPH, SUBGRAPHS, JWT_SECRET, JWKS_URL, NODE_ENV, DEV_LOGIN } = value
    if ((SUPERGRAPH === undefined) === (SUBGRAPHS.length === 0))
      report('SUPERGRAPH', 'expected either SUPERGRAPH (a file) or SUBGRAPHS (running ones), not both and not none')
    if (JWT_SECRET !== undefined && JWKS_URL !== undefined)
      report('JWT_SECRET', 'expected JWT_SECRET or JWKS_URL, not both')
    if (NODE_ENV === 'production' && DEV_LOGIN === true)
      report('DEV_LOGIN', 'expected off: in production it would let anyone log in as any user')
    if (DEV_LOGIN === true && JWT_SECRET === undefined)
      report('DEV_LOGIN', 'expected off, or a JWT_SECRET that tokens can be signed with')
    if (value.ENTITY_CACHE_BYTES > 0 && (value.EVICTIONS_NATS_URL === undefined || value.ENTITY_EVICTIONS.length === 0))
      report('ENTITY_CACHE_BYTES', 'expected 0, or ENTITY_EVICTIONS and EVICTIONS_NATS_URL that tell what has changed')
    const { EVICTIONS_NATS_URL } = value
    if (EVICTIONS_NATS_URL !== undefined)
      for (const {
        names: [name = ''],
        problem,
      } of natsRules({ ...value, NATS_URL: EVICTIONS_NATS_URL }))
        report(name === 'NATS_URL' ? 'EVICTIONS_NATS_URL' : name, problem)
    if ((value.OIDC_ISSUER === undefined) !== (value.OIDC_CLIENT_ID === undefined))
      report(
        value.OIDC_ISSUER === undefined ? 'OIDC_ISSUER' : 'OIDC_CLIENT_ID',
        'expected OIDC_ISSUER and OIDC_CLIENT_ID, or neither',
      )
    for (const { type, fields } of ambiguousKeys(value.ENTITY_EVICTIONS))
      report('ENTITY_EVICTIONS', `expected one key field for all rules of ${type}, but it has ${fields.join(' and ')}`)
  })

export type RouterConfig = z.output<typeof routerSettings>

function subgraphAddress(entry: string): { readonly name: string; readonly url: string } {
  const at = entry.indexOf('=')
  return { name: entry.slice(0, at), url: entry.slice(at + 1) }
}

/** What is on in development only, unless a setting says otherwise. */
export function developmentAids(config: RouterConfig) {
  const { NODE_ENV, PLAYGROUND, DEV_LOGIN, INTROSPECTION, QUERY_PLAN, JWT_SECRET } = config
  const development = NODE_ENV !== 'production'
  return {
    playground: PLAYGROUND ?? development,
    introspection: INTROSPECTION ?? development,
    queryPlan: QUERY_PLAN ?? development,
    devLogin: DEV_LOGIN === true && JWT_SECRET !== undefined,
  }
}

/** What pages need for a login, and the origins that they connect to for it. */
export function pageSettings(config: RouterConfig) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_SCOPE: scope } = config
  const { devLogin, playground } = developmentAids(config)
  const rolesClaim = config.JWT_ROLES_CLAIM
  const oidc = issuer !== undefined && clientId !== undefined ? { issuer, clientId, scope } : null
  return { settings: { devLogin, playground, oidc, rolesClaim }, origins: oidc ? [new URL(oidc.issuer).origin] : [] }
}
