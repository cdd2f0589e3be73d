import { cpuBetween } from './usage.ts'

test('CPU between two looks, of processes that were there before and of those that came', () => {
  const usage = (cpuMs: number) => ({ cpuMs, memoryBytes: 0 })
  expect(cpuBetween({ order: usage(100) }, { order: usage(150), pay: usage(30) })).toEqual({ order: 50, pay: 30 })
})
test('a process that was started again meanwhile has used no less than nothing', () =>
  expect(cpuBetween({ order: { cpuMs: 100, memoryBytes: 0 } }, { order: { cpuMs: 5, memoryBytes: 0 } })).toEqual({
    order: 0,
  }))
