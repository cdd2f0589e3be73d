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
    name: 'publishing that fails is not told',
    file: 'events/src/publishing.ts',
    find: 'this.#failingSince ??= this.#now()',
    replace: '',
    tests: ['events/src/publishing'],
  },
  {
    name: 'an order that a clock set back has put ahead is seen for the first time at each look',
    file: 'subgraphs/order/src/deadlines.ts',
    find: 'if (seenAhead.size < mostSeen) seenAhead.set(order.id, since)',
    replace: '',
    tests: ['subgraphs/order/src/deadlines'],
  },
]
