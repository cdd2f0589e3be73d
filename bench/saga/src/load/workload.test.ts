import { seededRandom } from '@shop/platform/testing/random.ts'
import { mostlyRegulars, oneHotProduct, regulars, spread } from './workload.ts'

const thousand = <Request>(workload: () => Request): Request[] => Array.from({ length: 1_000 }, workload)

test('orders are spread over all users and products', () => {
  const workload = thousand(spread(10, 5, seededRandom(1)))
  expect(new Set(workload.map(({ user }) => user)).size).toBe(10)
  expect(new Set(workload.map(({ product }) => product)).size).toBe(5)
  expect(Math.max(...workload.map(({ user }) => user))).toBe(9)
})
test('a hot product is what everybody wants', () =>
  expect(new Set(thousand(oneHotProduct(10, seededRandom(1))).map(({ product }) => product))).toEqual(new Set([0])))
test('regulars place half of the orders, beside what they place as anybody', () => {
  const placed = thousand(mostlyRegulars(1_000, 5, seededRandom(1))).filter(({ user }) => user < regulars).length
  expect(placed).toBeGreaterThan(450)
  expect(placed).toBeLessThan(580)
})
