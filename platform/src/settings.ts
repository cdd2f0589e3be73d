import { z } from 'zod'

/** Whole milliseconds, up to a day. */
export const milliseconds = (fallback: number, min: number) =>
  z.coerce
    .number()
    .int()
    .min(min)
    .max(86_400_000)
    .default(fallback)
    .meta({ expected: `whole milliseconds from ${min} to 86400000` })

/** Which tokens are believed; at most one of JWT_SECRET and JWKS_URL in the router, exactly one in a subgraph, which each checks itself. */
export const tokenSettings = {
  JWT_SECRET: z
    .string()
    .refine((secret) => Buffer.byteLength(secret) >= 32, { error: 'expected at least 32 bytes' })
    .optional()
    .meta({ expected: 'a shared HS256 secret of at least 32 bytes', secret: true }),
  JWKS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ expected: 'an http or https URL of a JSON Web Key Set' }),
  JWT_ISSUER: z.string().default('membership-shop').meta({ expected: "the tokens' issuer (iss)" }),
  JWT_AUDIENCE: z.string().default('membership-shop').meta({ expected: "the tokens' audience (aud)" }),
  JWT_ROLES_CLAIM: z.string().default('roles').meta({ expected: "the tokens' claim that lists the roles" }),
}

/** The samplers of OpenTelemetry's specification that need no remote rate. */
const samplers = [
  ...(['always_on', 'always_off', 'traceidratio'] as const),
  ...(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const),
] as const

export type SamplerName = (typeof samplers)[number]

/** Who collects spans and metrics, and of which traces. */
const traceSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .regex(/^https?:\/\/\S+$/)
    .optional()
    .meta({ expected: 'an http or https URL of an OpenTelemetry collector; none: no spans' }),
  OTEL_METRICS_EXPORTER: z
    .enum(['none', 'otlp'])
    .default('none')
    .meta({ expected: 'none, or otlp: the collector gets what /metrics has' }),
  OTEL_METRIC_EXPORT_INTERVAL: milliseconds(60_000, 1_000),
  OTEL_SERVICE_NAME: z
    .string()
    .optional()
    .meta({ expected: "the name under which the collector has this process's spans; none: its own" }),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers)
    .default('parentbased_always_on')
    .meta({ expected: samplers.join(', ') }),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .meta({ expected: 'the share of traces that is sampled, from 0 to 1' }),
}

/** What every process that listens reads. */
export const processSettings = (port: number) => ({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .meta({ expected: 'development, test or production' }),
  HOST: z.string().default('127.0.0.1').meta({ expected: 'the address to listen on' }),
  PORT: z.coerce.number().int().min(0).max(65_535).default(port).meta({ expected: 'a port from 0 to 65535' }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .meta({ expected: 'trace, debug, info, warn, error, fatal or silent' }),
  SHUTDOWN_GRACE_MS: milliseconds(10_000, 0),
  ...traceSettings,
})
