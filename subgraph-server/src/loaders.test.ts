import { loaderByValue, ConcurrencyLimit } from './loaders.ts'

test('keys of the same value are one', async () => {
  const read: unknown[] = []
  const loader = loaderByValue(async (keys: readonly { readonly id: string; readonly limit: number }[]) => {
    read.push(...keys)
    return Promise.resolve(keys.map(({ id }) => id))
  })
  const loadOne = (id: string) => loader.load({ id, limit: 1 })
  expect(await Promise.all([loadOne('a'), loadOne('a'), loadOne('b')])).toEqual(['a', 'a', 'b'])
  expect(await loadOne('a')).toBe('a')
  expect(read).toEqual([
    { id: 'a', limit: 1 },
    { id: 'b', limit: 1 },
  ])
})

test('no more take their turn at once than may; whose caller has given up does nothing', async () => {
  const turns = new ConcurrencyLimit(2)
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>())
  const begun: number[] = []
  const later = performance.now() + 60_000
  const all = gates.map(({ promise }, index) =>
    turns.take(later, async () => {
      begun.push(index)
      await promise
    }),
  )
  const late = turns.take(performance.now() - 1, async () => void begun.push(99)).catch(String)
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  gates.forEach(({ resolve }) => resolve())
  await Promise.all(all)
  expect(await late).toMatch('There was no time left')
  expect(begun).toEqual([0, 1, 2])
})
