import { parseStat, tree, type Stat } from './stat.ts'

test('a line of /proc/PID/stat, whatever the program calls itself', () => {
  const line = '42 (a ) b (c)) S 7 42 42 0 -1 4194304 1 2 3 4 10 20 3 4 20 0 11 0 100 1 2'
  expect(parseStat(line)).toEqual({ pid: 42, parent: 7, ticks: 37 })
})

test('a process comes with its children and theirs, and with no other', () => {
  const stat = (pid: number, parent: number): Stat => ({ pid, parent, ticks: pid })
  const all = [stat(1, 0), stat(10, 1), stat(11, 10), stat(12, 11), stat(20, 1)]
  expect(tree(all, 10).map(({ pid }) => pid)).toEqual([10, 11, 12])
  expect(tree(all, 99)).toEqual([])
})
