import { Chain, type ChainLink, unloggedOf } from './chain.ts'

const link = (aggregateVersion: number, of = ''): ChainLink => ({ id: `${aggregateVersion}${of}`, aggregateVersion })
const links = (...versions: readonly number[]) => versions.map((version) => link(version))
const forked = (...versions: readonly number[]) => versions.map((version) => link(version, "'"))

test.each([
  ['goes on where the log ends', links(4, 5), links(3), links(4, 5)],
  ['is the first of the aggregate', links(1, 2), [], links(1, 2)],
  ['is partly logged', links(2, 3), links(1, 2), links(3)],
  ['is all logged', links(2, 3), links(1, 2, 3), []],
  ['has lost some that are logged', links(2, 5), links(1, 2, 4), links(5)],
  ['has one that was logged after the log was read there', links(2), links(1, 3), links(2)],
])('an outbox that %s is read as far as the log does not have it', (_, outbox, logged, unlogged) => {
  expect(unloggedOf(outbox, logged)).toEqual({ unlogged, broken: undefined })
})

test.each([
  ['has another event at its version', forked(2), links(1, 2), 2, 'another is logged'],
  [
    'has another event at its version, also for what comes after the log ends',
    forked(2, 3, 4),
    links(1, 2, 3),
    2,
    'another is logged',
  ],
  ['lacks the one before', links(5), links(3), 5, 'the one before is missing'],
  ['is gone', links(5, 6), [], 5, 'the one before is missing'],
])('where the log %s, nothing of the outbox is read', (_, outbox, logged, version, why) => {
  expect(unloggedOf(outbox, logged)).toEqual({ unlogged: [], broken: { version, why } })
})

test('what is not logged stands where it belongs', () => {
  const chain = new Chain(links(2, 4))
  const all = links(1, 3).flatMap((event) => [...chain.before(event), event])
  expect([...all, ...chain.remaining()]).toEqual(links(1, 2, 3, 4))
})
