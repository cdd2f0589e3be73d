/** The guards against engines that are away, clocks that are set, and what is only in an outbox. */

import type { Mutant } from './mutant.ts'

export const ofTheOutages: readonly Mutant[] = [
  {
    name: 'what a MongoDB answers in an election is a fault of the program',
    file: 'subgraph-server/src/outage.ts',
    find: 'return MONGO_NOT_NOW.has(error.code)',
    replace: 'return false',
    tests: ['subgraph-server/src/outage'],
  },
  {
    name: 'a history that leaves outboxes out',
    file: 'events/src/history/stretch.ts',
    find: 'const outbox = await outboxOf(aggregateId)',
    replace: 'const outbox = (await outboxOf(aggregateId)).slice(0, 0)',
    tests: ['tests/events/history'],
  },
  {
    name: 'a service waits for NATS at its start',
    file: 'platform/src/late-nats.ts',
    find: 'if (!(error instanceof ConfigError)) tried.resolve()',
    replace: '',
    tests: ['tests/events/nats-access'],
  },
  {
    name: 'failing publication is not reported',
    file: 'events/src/publishing.ts',
    find: 'this.#failing = { since: last - this.failingForMs, last }',
    replace: '',
    tests: ['events/src/publishing'],
  },
  {
    name: 'a repeat that failed once says for ever that nothing can be published',
    file: 'events/src/publishing.ts',
    find: 'now - this.#failing.last < triedAgainWithinMs',
    replace: 'true',
    tests: ['events/src/publishing'],
  },
  {
    name: 'an order that a clock set back has put ahead is seen for the first time at each look',
    file: 'subgraphs/order/src/deadlines.ts',
    find: 'seenAhead.set(id, since)',
    replace: '',
    tests: ['subgraphs/order/src/deadlines'],
  },
  {
    name: 'each process sees an order that a clock set back has put ahead for the first time',
    file: 'subgraphs/order/src/deadlines.ts',
    find: '? storedSince : now',
    replace: '? now : now',
    tests: ['subgraphs/order/src/deadlines'],
  },
  {
    name: 'orders that have gone on crowd out those that a clock set back has put ahead',
    file: 'subgraphs/order/src/deadlines.ts',
    find: 'if (seenAhead.size > mostSeen) seenAhead.delete(oldest)',
    replace: 'if (seenAhead.size > mostSeen) seenAhead.delete(id)',
    tests: ['subgraphs/order/src/deadlines'],
  },
  {
    name: 'since when an order is ahead is not kept from look to look',
    file: 'events/src/aggregates/deadlines.ts',
    find: ', aheadSince: next.aheadSince })',
    replace: ' })',
    tests: ['events/src/aggregates'],
  },
  {
    name: 'what a change of primary takes back is shown and told',
    file: 'subgraph-server/src/mongo.ts',
    find: "readConcern: { level: 'majority' }",
    replace: "readConcern: { level: 'local' }",
    tests: ['tests/component/majority'],
  },
  {
    name: 'a service begins while its database is being restored',
    file: 'subgraph-server/src/resources.ts',
    find: '  await untilRestored(mongo, { log, signal })\n',
    replace: '',
    tests: ['tests/component/restored'],
  },
  {
    name: 'a restore that was interrupted leaves no sign',
    file: 'recovery/src/restore.ts',
    find: '  await markRestoring(mongo, source)\n',
    replace: '',
    tests: ['tests/recovery/restore'],
  },
  {
    name: 'a document of a time that a restore has undone is brought forward from where it stands',
    file: 'recovery/src/roll-forward.ts',
    find: '(caused.get(at) ?? operation) !== operation',
    replace: "(caused.get(at) ?? '') === operation + '?'",
    tests: ['tests/recovery/forked'],
  },
]
