import { z } from 'zod'
import { ConfigError, readConfig } from './config.ts'
import { natsOptions } from './nats-options.ts'
import { natsSettings, readNatsUrl, shownNats } from './nats-settings.ts'

test.each([
  ['nats://a', { hosts: ['a:4222'], tls: false, login: undefined }],
  ['a:1,b:2', { hosts: ['a:1', 'b:2'], tls: false, login: undefined }],
  ['nats://a, nats://b:9', { hosts: ['a:4222', 'b:9'], tls: false, login: undefined }],
  ['tls://[::1]:7,a', { hosts: ['[::1]:7', 'a:4222'], tls: true, login: undefined }],
  ['nats://ann:p%40s%2Fs@a:1,b', { hosts: ['a:1', 'b:4222'], tls: false, login: { user: 'ann', pass: 'p@s/s' } }],
  ['nats://t%3Aken@a', { hosts: ['a:4222'], tls: false, login: { token: 't:ken' } }],
])('%s', (url, read) => {
  expect(readNatsUrl(url)).toEqual(read)
})

test.each([
  ['nats://a,', 'server 2 is none'],
  ['a:70000', 'server 1 is none'],
  ['nats://a,https://b', 'server 2 is of https://'],
  ['nats://ann:se/cret@a', 'server 1 is none'],
  ['nats://a:1/x', 'server 1 has something behind its port'],
  ['nats://ann:%E0@a', '"%" that stands for nothing'],
  ['nats://ann:x@a,nats://bob:y@b', 'one login for all servers'],
])('%s is refused, and not shown', (NATS_URL, why) => {
  expect(() => readConfig(z.object(natsSettings), { NATS_URL })).toThrow(why)
  expect(() => readConfig(z.object(natsSettings), { NATS_URL })).not.toThrow(NATS_URL)
})

test.each([
  [{ NATS_URL: 'nats://ann:x@a', NATS_CREDS: '/x' }, 'NATS_URL and NATS_CREDS'],
  [{ NATS_URL: 'a', NATS_USER: 'ann' }, 'NATS_USER and NATS_PASSWORD, both or none'],
  [{ NATS_URL: 'a', NATS_TLS_KEY: '/x' }, 'NATS_TLS_CERT and NATS_TLS_KEY, both or none'],
  [
    { NATS_URL: 'a', NATS_TLS_CA: '/not/there.pem' },
    'NATS_TLS_CA: is "/not/there.pem"; expected a file that can be read',
  ],
])('settings that contradict each other are refused: %j', (settings, problem) => {
  expect(() => natsOptions(settings, 'test')).toThrow(ConfigError)
  expect(() => natsOptions(settings, 'test')).toThrow(problem)
})

test('where TLS is required, the client does not connect without; elsewhere the server decides', () => {
  expect(natsOptions({ NATS_URL: 'tls://a' }, 'test').tls).toEqual({})
  expect(natsOptions({ NATS_URL: 'a' }, 'test').tls).toBeUndefined()
})

test('what is shown of an address has neither users nor passwords', () => {
  expect(shownNats('nats://ann:x@a:1,nats://token@b')).toBe('nats://***@a:1,nats://***@b')
})
