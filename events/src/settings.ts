import { z } from 'zod'

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const copies = ['1', '3', '5'] as const

/** The streams of events: what is not set is left as it is in NATS. */
export const eventsSettings = {
  EVENTS_ADMIN: z
    .enum(['on', 'off'])
    .default('on')
    .meta({ expected: 'on, or off where npm run streams makes streams and consumers, and this process may not' }),
  EVENTS_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .optional()
    .meta({
      expected:
        'part of the names of streams and subjects, where others share the NATS: 1 to 32 letters, digits, "-" and "_"',
    }),
  EVENTS_REPLICAS: z
    .enum(copies)
    .transform(Number)
    .optional()
    .meta({ expected: `${copies.join(', ')}: the copies of each stream on a cluster` }),
  EVENTS_MAX_AGE: z
    .string()
    .regex(/^[1-9]\d{0,8}[smhd]$/)
    .transform((text) => Number(text.slice(0, -1)) * (unitsMs[text.slice(-1)] ?? 1))
    .optional()
    .meta({ expected: 'how long the stream keeps events, like 7d, 36h, 90m or 300s' }),
  EVENTS_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1_048_576)
    .optional()
    .meta({ expected: 'bytes of events that the stream keeps, at least 1048576' }),
}
