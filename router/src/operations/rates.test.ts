import { Rates } from './rates.ts'

const refusals = async (rates: Rates, address: string | undefined) => {
  const asked = Array.from({ length: 30 }, () => rates.user('ann', address))
  return (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected').length
}

test.each([
  ['of another machine', false, '192.0.2.1', 20],
  ['of this machine itself', false, undefined, 0],
  ['behind a proxy on this machine', true, undefined, 20],
])("a user's rate counts %s: behind proxies %s", async (_whose, isBehindProxies, address, refused) => {
  expect(await refusals(new Rates({ perUser: 1, perAddress: 0, isBehindProxies }), address)).toBe(refused)
})
