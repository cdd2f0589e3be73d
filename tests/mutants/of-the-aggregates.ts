/** The guards of aggregates: what is decided on, and how it is written. */

import type { Mutant } from './mutant.ts'

const machinery = ['events/src/aggregates', 'events/src/outbox']

export const ofTheAggregates: readonly Mutant[] = [
  {
    name: 'a write is not guarded on the version',
    file: 'events/src/aggregates/mongo-documents.ts',
    find: 'const filter = { _id: id, version: from, ',
    replace: 'const filter = { _id: id, ',
    tests: ['tests/events/aggregates'],
  },
  {
    name: 'what has been in memory for long is written over another history that has come as far',
    file: 'events/src/aggregates/mongo-documents.ts',
    find: '...(etag === undefined ? {} : { etag })',
    replace: '',
    tests: ['tests/events/aggregates'],
  },
  {
    name: 'what has been in memory for long is identified by its version',
    file: 'events/src/aggregates/recent.ts',
    find: 'return this.#clock.elapsed() - at < versionHoldsMs',
    replace: 'return at <= this.#clock.elapsed()',
    tests: ['events/src/aggregates/recent'],
  },
  {
    name: 'what was stored before all was restored is taken for what is stored, since its answer came after that',
    file: 'events/src/aggregates/round.ts',
    find: 'this.#recent.set(withoutOutbox(after, acknowledged), began)',
    replace: 'this.#recent.set(withoutOutbox(after, acknowledged), clock.elapsed())',
    tests: ['events/src/aggregates/recent'],
  },
  {
    name: 'a document is acknowledged by what has been in memory for long',
    file: 'events/src/aggregates/recent.ts',
    find: 'return kept && this.#isFresh(kept) ? kept.aggregate : undefined',
    replace: 'return kept?.aggregate',
    tests: ['events/src/aggregates/recent'],
  },
  {
    name: 'a conflict is taken for a success',
    file: 'events/src/aggregates/round.ts',
    find: "if ((await documents.save(changes)) === 'conflict') return false",
    replace: 'await documents.save(changes)',
    tests: machinery,
  },
  {
    name: 'no-ops are decided on what was stored last, which may be stale',
    file: 'events/src/aggregates/round.ts',
    find: 'const sure = quick.filter(({ before, after }) => after.version > before.version)',
    replace: 'const sure = quick',
    tests: machinery,
  },
  {
    name: 'records leave a document before their events are logged',
    file: 'events/src/aggregates/forgetting.ts',
    find: 'at < firstUnlogged && uuidV7.test(operation)',
    replace: 'at < Infinity && firstUnlogged > 0 && uuidV7.test(operation)',
    tests: machinery,
  },
  {
    name: 'a record that left the document is not recalled from the log',
    file: 'events/src/aggregates/deciding.ts',
    find: 'if (operations.size === 0) return aggregate\n',
    replace: 'if (operations.size >= 0) return aggregate\n',
    tests: machinery,
  },
  {
    name: 'what comes again is not answered again',
    file: 'events/src/aggregates/deciding.ts',
    find: "const repeats = executeOptions.by === 'event' && last !== undefined",
    replace: 'const repeats = false as boolean && last !== undefined',
    tests: machinery,
  },
  {
    name: 'an order that waits for nothing any more is looked at for ever',
    file: 'events/src/aggregates/deadlines.ts',
    find: 'if (!next) return await documents.postpone(id, version, { due: undefined })',
    replace: 'if (!next) return await documents.postpone(id, version, { due: later })',
    tests: machinery,
  },
  {
    name: 'what may wait waits an hour more, as on a clock that was set back',
    file: 'events/src/aggregates/queue.ts',
    find: 'const due = now + (executeOptions.isDeferrable === true ? this.#deferMs() : 0)',
    replace: 'const due = now + (executeOptions.isDeferrable === true ? this.#deferMs() + 3_600_000 : 0)',
    tests: ['events/src/aggregates/aggregates.property'], // elsewhere simulated time would go on for ever
  },
  {
    name: 'an outbox that was filled at a time that has not come is not swept',
    file: 'events/src/aggregates/upkeep.ts',
    find: 'new Date(clock.now() + clocksAgreeMs)',
    replace: 'new Date(clock.now() * 2)',
    tests: machinery,
  },
  {
    name: 'a deadline that lies further ahead than any can is waited for',
    file: 'events/src/aggregates/deadlines.ts',
    find: 'Math.max(now.getTime() + maxMs + clocksAgreeMs, later.getTime())',
    replace: 'now.getTime() * 2',
    tests: machinery,
  },
  {
    name: 'an aggregate whose log disagrees is written all the same',
    file: 'events/src/aggregates/round.ts',
    find: 'if (forked) stored.delete(id)\n      else stored.set(id, loadedAggregate(document))',
    replace: 'stored.set(id, loadedAggregate(document))',
    tests: machinery,
  },
]
