import { anonymous, type Caller } from '@shop/platform/caller.ts'
import { clientAddress, labelsFrom } from '../request/client-context.ts'

const from = (remoteAddress: string, forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress },
})

test.each([
  ['its peer', from('203.0.113.7'), 0, '203.0.113.7'],
  ['its peer, written as IPv6', from('::ffff:203.0.113.7'), 0, '203.0.113.7'],
  ['its network of IPv6', from('2001:db8:1:2:3:4:5:6'), 0, '2001:db8:1:2'],
  ['its network of IPv6, shortened', from('2001:db8::9'), 0, '2001:db8:0:0'],
  ['not rate limited, on this machine', from('127.0.0.1'), 0, undefined],
  ['not rate limited, on this machine over IPv6', from('::1'), 0, undefined],
  ['its peer, whatever it says of others', from('203.0.113.7', '198.51.100.1'), 0, '203.0.113.7'],
  [
    'what the one proxy saw, and not what was sent to it',
    from('127.0.0.1', '6.6.6.6, 198.51.100.1'),
    1,
    '198.51.100.1',
  ],
  ['what the outer of two proxies saw', from('10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2'), 2, '198.51.100.1'],
  ['the address alone, where the proxy writes a port', from('10.0.0.1', '198.51.100.1:567'), 1, '198.51.100.1'],
  ['its network of IPv6, in brackets with a port', from('10.0.0.1', '[2001:db8::9]:567'), 1, '2001:db8:0:0'],
  ['its network of IPv6, in brackets', from('10.0.0.1', '[2001:db8::9]'), 1, '2001:db8:0:0'],
  ['not rate limited, where the proxy saw this machine with a port', from('10.0.0.1', '[::1]:567'), 1, undefined],
  ['its peer, where the proxy says nothing', from('203.0.113.7'), 1, '203.0.113.7'],
])('a request counts for %s', (_what, request, proxies, address) => {
  expect(clientAddress(request, proxies)).toBe(address)
})

test.each<[string, string | undefined, Caller, readonly string[] | undefined]>([
  ['no setting names the header', undefined, anonymous, undefined],
  ['a setting names it', 'X-Labels', anonymous, ['beta', 'constructor']],
])('labels of @override that a header lists, where %s', (_what, header, caller, labels) => {
  expect(labelsFrom(header)({ 'x-labels': 'beta, constructor' }, caller)).toEqual(labels)
})
