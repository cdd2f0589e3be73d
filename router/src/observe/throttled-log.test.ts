import { throttledLog } from './throttled-log.ts'

test('each thing has a line a second, which says how many were left out', () => {
  let now = 0
  const lines: [string, number, object][] = []
  const throttled = throttledLog(() => now)
  const say = (about: string): void => throttled(about, (left) => lines.push([about, now, left]))
  for (const time of [0, 10, 500, 999, 1_000, 1_001, 5_000]) {
    now = time
    say('one')
    if (time === 500) say('other')
  }
  expect(lines).toEqual([
    ['one', 0, {}],
    ['other', 500, {}],
    ['one', 1_000, { others: 3 }],
    ['one', 5_000, { others: 1 }],
  ])
})
