import { unexplainedMs } from './waits.ts'

const wait = { from: 100_000, to: 160_000 }

test.each([
  ['none', [], 60_000],
  ['one before it, from which all have come back', [{ from: 0, to: 90_000 }], 60_000],
  ['one whose end reaches into it', [{ from: 0, to: 95_000 }], 55_000],
  ['two that overlap', [{ from: 120_000, to: 130_000 }, { from: 110_000, to: 125_000 }], 30_000], // prettier-ignore
  ['one within another', [{ from: 110_000, to: 140_000 }, { from: 120_000, to: 121_000 }], 20_000], // prettier-ignore
  ['one that goes on after it', [{ from: 150_000, to: 200_000 }], 50_000],
  ['one after it', [{ from: 170_000, to: 200_000 }], 60_000],
])('of a wait of a minute, accidents (%s) leave unexplained what they leave', (_, accidents, unexplained) =>
  expect(unexplainedMs(wait, accidents)).toBe(unexplained),
)
