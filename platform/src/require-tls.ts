/** REQUIRE_TLS: a process does not start where its connection to MongoDB or NATS would be plain text or unverified. */
import { z } from 'zod'
import { readNatsUrl } from './nats-settings.ts'

/** The setting that refuses connections in plain text. */
export const tlsSettings = {
  REQUIRE_TLS: z
    .enum(['on', 'off'])
    .default('off')
    .meta({ expected: 'on, or off where MongoDB and NATS may be spoken to in plain text' }),
}

type Addresses = {
  readonly REQUIRE_TLS?: string | undefined
  readonly MONGODB_URI?: string | undefined
  readonly NATS_URL?: string | undefined
  readonly EVICTIONS_NATS_URL?: string | undefined
}

/** A rule between settings: `schema.check(tlsWhereRequired)`. */
export const tlsWhereRequired = z.check<Addresses>(({ value, issues }) => {
  const { REQUIRE_TLS, MONGODB_URI, ...nats } = value
  if (REQUIRE_TLS !== 'on') return
  const wrong = (name: string, problem: string | undefined) => {
    const message = `${problem}, since REQUIRE_TLS is on`
    if (problem) issues.push({ code: 'custom', path: [name, 'REQUIRE_TLS'], message, input: undefined })
  }
  if (MONGODB_URI !== undefined) wrong('MONGODB_URI', problemOfMongo(MONGODB_URI))
  for (const name of ['NATS_URL', 'EVICTIONS_NATS_URL'] as const) {
    const url = nats[name]
    if (url !== undefined && !readNatsUrl(url).tls) wrong(name, 'expected tls://host:port')
  }
})

const unverified = ['tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames']

function problemOfMongo(uri: string): string | undefined {
  const options = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(uri.split('?')[1] ?? '')) options.set(name.toLowerCase(), value)
  const option = options.get('tls') ?? options.get('ssl') ?? String(uri.startsWith('mongodb+srv:'))
  if (option !== 'true') return 'expected tls=true'
  const careless = unverified.find((name) => options.get(name) === 'true')
  return careless && `expected no ${careless}=true`
}
