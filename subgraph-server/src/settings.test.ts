import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { ConfigError, readConfig } from '@shop/platform/config.ts'
import { consistent, serviceSettings } from './settings.ts'

const settings = consistent(z.object(serviceSettings(4001)))
const secret = 'x'.repeat(32)

function problems(env: Record<string, string>): readonly string[] {
  try {
    readConfig(settings, env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('what is not set has its default; an empty variable counts as not set', () => {
  expect(readConfig(settings, { JWT_SECRET: secret, PORT: '', HOST: '0.0.0.0' })).toMatchObject({
    ...{ NODE_ENV: 'development', HOST: '0.0.0.0', PORT: 4001, MONGODB_DATABASE: 'shop', ACK_WAIT_MS: 5_000 },
  })
})

test('all invalid settings are reported at once, with name, value and what was expected', () => {
  expect(problems({ PORT: '70000', LOG_LEVEL: 'loud', ACK_WAIT_MS: '1.5', MONGODB_DATABASE: 'a/b' })).toEqual([
    'PORT: is "70000"; expected a port from 0 to 65535',
    'LOG_LEVEL: is "loud"; expected trace, debug, info, warn, error, fatal or silent',
    'MONGODB_DATABASE: is "a/b"; expected 1 to 38 letters, digits, "-" and "_"',
    'ACK_WAIT_MS: is "1.5"; expected whole milliseconds from 100 to 86400000',
    'JWT_SECRET: is not set; expected either JWT_SECRET or JWKS_URL, not both and not none',
  ])
})

test('a secret that is wrong is not shown', () => {
  const found = problems({ JWT_SECRET: 'short-secret', MONGODB_URI: 'http://me:password@host' }).join('\n')
  expect(found).toContain('JWT_SECRET: has a value that is not shown')
  expect(found).toContain('MONGODB_URI: has a value that is not shown; expected a mongodb:// or mongodb+srv:// URI')
  expect(found).not.toMatch(/short-secret|password@/)
})

test('nothing is made to crash in production', () => {
  const found = problems({ JWT_SECRET: secret, NODE_ENV: 'production', FAILPOINTS_DIR: '/tmp' })
  expect(found).toEqual(['FAILPOINTS_DIR: is "/tmp"; expected none in production: it lets tests crash the process'])
})

test('tokens have one source of keys', () => {
  expect(problems({ JWKS_URL: 'https://keys.example/jwks.json' })).toEqual([])
  expect(problems({ JWT_SECRET: secret, JWKS_URL: 'https://keys.example/jwks.json' })).toHaveLength(1)
  expect(problems({ JWKS_URL: 'ftp://keys.example' })).toEqual([
    'JWKS_URL: is "ftp://keys.example"; expected an http or https URL of a JSON Web Key Set',
  ])
})

describe('a secret in a file', () => {
  let folder = ''
  const file = (text: string): string => {
    const name = path.join(folder, 'secret')
    writeFileSync(name, text)
    return name
  }
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'secrets-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test.each(['', '\n', '\r\n'])('is read without the end of its line: %j', (end) => {
    const uri = 'mongodb://me:password@host/'
    expect(
      readConfig(settings, { JWT_SECRET_FILE: file(`${secret}${end}`), MONGODB_URI: uri, MONGODB_URI_FILE: '' }),
    ).toMatchObject({ JWT_SECRET: secret, MONGODB_URI: uri })
  })

  test('and in the environment too is refused, and so is a file that cannot be read or is empty', () => {
    const both = file(secret)
    expect(problems({ JWT_SECRET: secret, JWT_SECRET_FILE: both })).toEqual([
      'JWT_SECRET_FILE: JWT_SECRET is set too; expected one of the two',
    ])
    expect(problems({ JWT_SECRET_FILE: `${folder}/none`, NATS_URL_FILE: folder, PORT: 'x' })).toEqual([
      `JWT_SECRET_FILE: "${folder}/none" cannot be read (ENOENT)`,
      `NATS_URL_FILE: "${folder}" cannot be read (EISDIR)`,
      'PORT: is "x"; expected a port from 0 to 65535',
    ])
    expect(problems({ JWT_SECRET_FILE: file('\n') })).toEqual([`JWT_SECRET_FILE: "${both}" is empty`])
  })

  test('is validated as one in the environment is, and not shown', () => {
    const found = problems({ JWT_SECRET_FILE: file('short-secret') }).join('\n')
    expect(found).toContain('JWT_SECRET: has a value that is not shown; expected at least 32 bytes')
    expect(found).not.toContain('short-secret')
  })

  test('is for secrets alone', () => {
    expect(readConfig(settings, { JWT_SECRET: secret, PORT_FILE: `${folder}/none` }).PORT).toBe(4001)
  })
})

test.each(['w=1', 'journal=false', 'readPreference=secondary', 'readConcernLevel=local'])(
  'a MONGODB_URI with %s would win over what the services rely on, and is refused',
  (option) => {
    const [found, ...others] = problems({
      JWT_SECRET: secret,
      MONGODB_URI: `mongodb://ann:word@a/?retryWrites=true&${option}`,
    })
    expect([found, others]).toEqual([expect.stringMatching(/^MONGODB_URI: .*expected .*=(majority|true|primary)/), []])
    expect(found).not.toMatch('word')
  },
)

test("a provider's usual MONGODB_URI is taken", () => {
  const MONGODB_URI = 'mongodb+srv://ann:word@a.mongodb.net/?retryWrites=true&w=majority&appName=shop'
  expect(problems({ JWT_SECRET: secret, MONGODB_URI })).toEqual([])
})
