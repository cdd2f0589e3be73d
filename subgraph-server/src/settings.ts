import { eventsSettings } from '@shop/events/settings.ts'
import { natsRules, natsSettings, type NatsSettings } from '@shop/platform/nats-settings.ts'
import { tlsSettings, tlsWhereRequired } from '@shop/platform/require-tls.ts'
import { milliseconds, processSettings, tokenSettings } from '@shop/platform/settings.ts'
import { z } from 'zod'

/** What a MONGODB_URI may say of these: the driver would take its word before that of the services, whose guarantees rest on them. */
const guarantees: Readonly<Record<string, readonly string[]>> = {
  w: ['majority'],
  journal: ['true'],
  readpreference: ['primary'],
  readconcernlevel: ['majority', 'linearizable'],
}

function weakened(uri: string): string | undefined {
  for (const [name, value] of new URLSearchParams(uri.split('?')[1] ?? '')) {
    const allowed = guarantees[name.toLowerCase()]
    if (allowed && !allowed.includes(value))
      return `expected ${name}=${allowed.join(' or ')}, or none, since what is stored must stay`
  }
  return undefined
}

/** What every subgraph reads; `port` is the default of PORT. */
export const serviceSettings = (port: number) => ({
  ...processSettings(port),
  ...tokenSettings,
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/./)
    .check(({ value, issues }) => {
      const problem = weakened(value)
      if (problem) issues.push({ code: 'custom', message: problem, input: undefined })
    })
    .default('mongodb://127.0.0.1:27017')
    .meta({ expected: 'a mongodb:// or mongodb+srv:// URI', secret: true }),
  MONGODB_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/)
    .default('shop')
    .meta({ expected: '1 to 38 letters, digits, "-" and "_"' }),
  ...natsSettings,
  ...tlsSettings,
  ...eventsSettings,
  ACK_WAIT_MS: milliseconds(5_000, 100),
  FAILPOINTS_DIR: z.string().optional().meta({ expected: 'a folder where tests arm crashes; never in production' }),
})

type Related = {
  JWT_SECRET?: string | undefined
  JWKS_URL?: string | undefined
  NODE_ENV?: string | undefined
  FAILPOINTS_DIR?: string | undefined
} & Partial<NatsSettings>

/** Adds the rules between settings: tokens are checked against one source of keys, and nothing is made to crash in production. */
export function consistent<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.ZodObject<Shape> {
  const rules = z.check<Related>(({ value, issues }) => {
    const wrong = (names: readonly string[], message: string) =>
      issues.push({ code: 'custom', path: [...names], message, input: undefined })
    if ((value.JWT_SECRET === undefined) === (value.JWKS_URL === undefined))
      wrong(['JWT_SECRET', 'JWKS_URL'], 'expected either JWT_SECRET or JWKS_URL, not both and not none')
    if (value.NODE_ENV === 'production' && value.FAILPOINTS_DIR !== undefined)
      wrong(['FAILPOINTS_DIR', 'NODE_ENV'], 'expected none in production: it lets tests crash the process')
    const { NATS_URL } = value
    if (NATS_URL !== undefined)
      for (const { names, problem } of natsRules({ ...value, NATS_URL })) wrong(names, problem)
  })
  return schema.check(rules, tlsWhereRequired)
}
