import { planLines } from './plan.ts'

const entries = [
  { name: 'Checks', about: 'types' },
  { name: 'Units', about: 'one file each' },
]

test('a run says what it is made of, and how long each entry took last time', () =>
  expect(planLines(entries, { filters: [], last: { Checks: 21.4, Units: 400 } })).toEqual([
    'Every check and every test: 7.0 min last time. npm test -- PATTERN runs the files whose path matches.',
    '  Checks: types (21 s last time)',
    '  Units: one file each (6.7 min last time)',
  ]))

test('a kind that was never run here has no time', () => {
  const [first, ...others] = planLines(entries, { filters: [], last: { Checks: 21.4 } })
  expect(first).not.toContain('last time')
  expect(others).toEqual(['  Checks: types (21 s last time)', '  Units: one file each'])
})

test('a run of a pattern says which', () =>
  expect(planLines(entries, { filters: ['tests/saga'], last: {} }).join()).toContain('tests/saga'))
