import { goRuntime } from './go-runtime.ts'

test.each([
  [1, '1'],
  [2, '1'],
  [3, '1'],
  [8, '4'],
])('of %d cores an engine uses %s at a time', (cores, threads) => {
  expect(goRuntime(cores)).toEqual({ GOMAXPROCS: threads })
})
