import { z } from 'zod'
import { ConfigError, readConfig } from './config.ts'
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
    ...{ NODE_ENV: 'development', HOST: '0.0.0.0', PORT: 4001, MONGODB_DATABASE: 'shop', ACK_WAIT_MS: 30_000 },
  })
})

test('everything that is wrong is told at once, with name, value and what was expected', () => {
  expect(problems({ PORT: '70000', LOG_LEVEL: 'loud', ACK_WAIT_MS: '1.5', MONGODB_DATABASE: 'a/b' })).toEqual([
    'PORT: is "70000"; expected a port from 0 to 65535',
    'LOG_LEVEL: is "loud"; expected trace, debug, info, warn, error, fatal or silent',
    'MONGODB_DATABASE: is "a/b"; expected 1 to 38 letters, digits, "-" and "_"',
    'ACK_WAIT_MS: is "1.5"; expected whole milliseconds from 100 to 86400000',
    'JWT_SECRET: is not set; expected either JWT_SECRET or JWKS_URL, not both and not none',
  ])
})

test('a secret that is wrong is not shown', () => {
  const told = problems({ JWT_SECRET: 'short-secret', MONGODB_URI: 'http://me:password@host' }).join('\n')
  expect(told).toContain('JWT_SECRET: has a value that is not shown')
  expect(told).toContain('MONGODB_URI: has a value that is not shown; expected a mongodb:// or mongodb+srv:// URI')
  expect(told).not.toMatch(/short-secret|password@/)
})

test('nothing is made to crash in production', () => {
  const told = problems({ JWT_SECRET: secret, NODE_ENV: 'production', FAILPOINTS_DIR: '/tmp' })
  expect(told).toEqual(['FAILPOINTS_DIR: is "/tmp"; expected none in production: it lets tests crash the process'])
})

test('tokens have one source of keys', () => {
  expect(problems({ JWKS_URL: 'https://keys.example/jwks.json' })).toEqual([])
  expect(problems({ JWT_SECRET: secret, JWKS_URL: 'https://keys.example/jwks.json' })).toHaveLength(1)
  expect(problems({ JWKS_URL: 'ftp://keys.example' })).toEqual([
    'JWKS_URL: is "ftp://keys.example"; expected an http or https URL of a JSON Web Key Set',
  ])
})
