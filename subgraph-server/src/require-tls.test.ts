import { z } from 'zod'
import { ConfigError, readConfig } from '@shop/platform/config.ts'
import { consistent, serviceSettings } from './settings.ts'

const settings = consistent(z.object(serviceSettings(4001)))
const secret = 'a-secret-of-at-least-thirty-two-bytes'
const encrypted = { MONGODB_URI: 'mongodb://pay:x@db/?tls=true&tlsCAFile=/ca.crt', NATS_URL: 'tls://nats:4222' }

type Given = Readonly<Record<string, string>>

function problems(given: Given): readonly string[] {
  try {
    readConfig(settings, { JWT_SECRET: secret, REQUIRE_TLS: 'on', ...encrypted, ...given })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test.each<Given>([
  {},
  { MONGODB_URI: 'mongodb+srv://pay:x@cluster.example.com' },
  { MONGODB_URI: 'mongodb://db/?ssl=true' },
  { NATS_URL: 'tls://a:4222,tls://b:4222' },
  { REQUIRE_TLS: 'off', MONGODB_URI: 'mongodb://db', NATS_URL: 'nats://nats' },
])('what is encrypted, or need not be, is taken: %j', (given) => {
  expect(problems(given)).toEqual([])
})

test('where TLS is required, each address without it is named, and no secret with it', () => {
  expect(problems({ MONGODB_URI: 'mongodb://pay:hush@db', NATS_URL: 'nats://nats:4222' })).toEqual([
    'MONGODB_URI: has a value that is not shown; expected tls=true, since REQUIRE_TLS is on',
    'NATS_URL: has a value that is not shown; expected tls://host:port, since REQUIRE_TLS is on',
  ])
  expect(problems({ MONGODB_URI: 'mongodb+srv://db/?tls=false' })).toHaveLength(1)
})

test.each(['tlsInsecure', 'tlsAllowInvalidHostnames', 'tlsAllowInvalidCertificates'])(
  'an address that accepts any certificate is refused: %s',
  (option) => {
    expect(problems({ MONGODB_URI: `mongodb://db/?tls=true&${option}=true` })).toEqual([
      `MONGODB_URI: has a value that is not shown; expected no ${option.toLowerCase()}=true, since REQUIRE_TLS is on`,
    ])
  },
)
