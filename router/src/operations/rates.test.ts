import { Rates } from './rates.ts'

const refusals = async (rates: Rates, address: string | undefined) => {
  const attempts = Array.from({ length: 30 }, async () => rates.user('ann', address))
  return (await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected').length
}

const cost = async (rates: Rates, user: string | undefined, address: string | undefined, each: number) => {
  const attempts = Array.from({ length: 30 }, async () => rates.cost(user, address, each))
  return (await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected').length
}

test('rates count what operations cost, of each user and of each address', async () => {
  const rates = new Rates({ perUser: 0, perAddress: 0, cost: 10 })
  expect(await cost(rates, undefined, '192.0.2.1', 10)).toBe(20) // 10 a second, over 10 seconds
  expect(await cost(rates, 'ann', '192.0.2.2', 5)).toBe(10)
  expect(await cost(rates, 'ann', '192.0.2.3', 5)).toBe(30)
  expect(await cost(rates, 'bob', '192.0.2.4', 0)).toBe(0)
  await expect(rates.cost('ann', '192.0.2.5', 1)).rejects.toThrow('This user is over the limit of 10 points of cost')
})

test('what costs more than the limit of the time runs where nothing else did', async () => {
  const rates = new Rates({ perUser: 0, perAddress: 0, cost: 10 })
  expect(await cost(rates, 'ann', '192.0.2.1', 5_000)).toBe(29)
})

test('no rate of cost, and this machine itself: nothing is counted', () => {
  expect(new Rates({ perUser: 1, perAddress: 1 }).cost('ann', '192.0.2.1', 1e9)).toBeUndefined()
  expect(new Rates({ perUser: 1, perAddress: 1, cost: 1 }).cost('ann', undefined, 1e9)).toBeUndefined()
})

test.each([
  ['of another machine', false, '192.0.2.1', 20],
  ['of this machine itself', false, undefined, 0],
  ['behind a proxy on this machine', true, undefined, 20],
])("a user's rate counts %s: behind proxies %s", async (_whose, isBehindProxies, address, refused) => {
  expect(await refusals(new Rates({ perUser: 1, perAddress: 0, isBehindProxies }), address)).toBe(refused)
})
