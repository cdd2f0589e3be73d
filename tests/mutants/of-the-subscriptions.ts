/** The guards of lists, read page by page or followed, and of what operators do once. */

import type { Mutant } from './mutant.ts'

export const ofTheSubscriptions: readonly Mutant[] = [
  {
    name: 'a page behind many products that are not shown is read together with all that are',
    file: 'subgraph-server/src/pages.ts',
    find: '{ $gt: after, $lte: end }',
    replace: '{ $gt: after }',
    tests: ['tests/component/hidden-products'],
  },
  {
    name: 'the first cursor of a list is taken in another history',
    file: 'events/src/feed/changes.ts',
    find: 'return newest ? positionAt(kind, newest) : ',
    replace: 'return newest && last < 0 ? positionAt(kind, newest) : ',
    tests: ['tests/events/changes'],
  },
  {
    name: 'a cursor of a time without events is taken where there is one before it',
    file: 'events/src/feed/changes.ts',
    find: '(await feed.between(first, version, 1)).length > 0',
    replace: '(await feed.between(first, version, 1)).length < 0',
    tests: ['tests/events/changes'],
  },
  {
    name: 'an event that an outage keeps from being read is sent without what it is about',
    file: 'subgraph-server/src/event-stream.ts',
    find: 'if (!outage) return { done, value: result }',
    replace: 'if (!outage || outage.path) return { done, value: result }',
    tests: ['subgraph-server/src/event-stream'],
  },
  {
    name: "an operator's action is begun again under its key",
    file: 'subgraphs/operations/src/letter-actions.ts',
    find: 'if (earlier) return',
    replace: "if (earlier?._id === '') return",
    tests: ['tests/component/operations/letter-actions'],
  },
  {
    name: 'an action whose process ended before it had claimed its letters loses them',
    file: 'subgraphs/operations/src/letter-actions.ts',
    find: 'return letters ? store.claim(_id, letters) : store.claimsOf(_id)',
    replace: 'return store.claimsOf(letters ? _id : _id)',
    tests: ['tests/component/operations/letter-actions'],
  },
]
