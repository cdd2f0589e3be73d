/** The guards that the promises rest on, each taken away: a change of one place, and the tests that must notice. */

export type Mutant = {
  readonly name: string
  readonly file: string
  readonly find: string // stands in the file exactly once
  readonly replace: string
  /** Jest's path patterns. */
  readonly tests: readonly string[]
}

const domain = (service: string) => [`subgraphs/${service}/src/domain`, 'tests/saga/model']
const machinery = ['events/src/aggregates', 'events/src/outbox']

export const mutants: readonly Mutant[] = [
  {
    name: 'a write is not guarded on the version',
    file: 'events/src/aggregates/mongoDocuments.ts',
    find: 'filter: { _id: id, version: from }',
    replace: 'filter: { _id: id }',
    tests: ['tests/events/aggregates'],
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
    name: 'the record of a reservation is not looked at',
    file: 'subgraphs/inventory/src/domain/decide.ts',
    find: "if (product.operations[command.operation]) return []\n  if (!product.exists) return rejected(product, command, 'PRODUCT_NOT_FOUND')",
    replace: "if (!product.exists) return rejected(product, command, 'PRODUCT_NOT_FOUND')",
    tests: domain('inventory'),
  },
  {
    name: 'the record of a charge is not looked at',
    file: 'subgraphs/pay/src/domain/decide.ts',
    find: 'if (account.operations[command.operation]) return []\n',
    replace: '',
    tests: domain('pay'),
  },
  {
    name: 'a refund that comes before the charge leaves no tombstone',
    file: 'subgraphs/pay/src/domain/decide.ts',
    find: "if (earlier && earlier.step !== 'charged') return []",
    replace: "if (earlier?.step !== 'charged') return []",
    tests: domain('pay'),
  },
  {
    name: 'a restoration that comes before the reservation leaves no tombstone',
    file: 'subgraphs/inventory/src/domain/decide.ts',
    find: 'if (!earlier) return 0',
    replace: 'if (!earlier) return undefined',
    tests: domain('inventory'),
  },
  {
    name: 'a delivery is prepared although its cancellation came first',
    file: 'subgraphs/delivery/src/domain/decide.ts',
    find: "if (delivery.progress.phase !== 'awaited') return []\n  return [{ type: 'DeliveryPrepared'",
    replace: "return [{ type: 'DeliveryPrepared'",
    tests: domain('delivery'),
  },
  {
    name: 'a deadline cancels a delivery that exists',
    file: 'subgraphs/delivery/src/domain/decide.ts',
    find: "by === 'deadline' || ",
    replace: '',
    tests: domain('delivery'),
  },
  {
    name: 'an order that may not time out does',
    file: 'subgraphs/order/src/domain/decide.ts',
    find: 'if (order.operations[operation] || !mayTimeOut(order)) return []',
    replace: 'if (order.operations[operation]) return []',
    tests: domain('order'),
  },
  {
    name: 'a refusal of an earlier cancellation is believed',
    file: 'subgraphs/order/src/domain/decide.ts',
    find: "if (fact.event === 'CancellationRefused' && fact.requestId !== order.cancellation?.requestId) return []\n",
    replace: '',
    tests: domain('order'),
  },
  {
    name: 'a closed order does not stay closed',
    file: 'subgraphs/order/src/domain/note.ts',
    find: 'if (isClosed(order.status)) return view\n',
    replace: '',
    tests: domain('order'),
  },
  {
    name: 'stock that is not there is reserved',
    file: 'subgraphs/inventory/src/domain/decide.ts',
    find: "return stock < quantity ? 'OUT_OF_STOCK' : undefined",
    replace: 'return undefined',
    tests: domain('inventory'),
  },
  {
    name: 'points that are not there are taken',
    file: 'subgraphs/pay/src/domain/decide.ts',
    find: "return account.points < amount ? 'INSUFFICIENT_POINTS' : undefined",
    replace: 'return undefined',
    tests: domain('pay'),
  },
  {
    name: 'events are published before they are logged',
    file: 'events/src/outbox/relay.ts',
    find: 'const refused = await this.#log(batch)',
    replace: 'void this.#publish(batch)\n      const refused = await this.#log(batch)',
    tests: machinery,
  },
  {
    name: 'newer events are logged before older ones',
    file: 'events/src/outbox/relay.ts',
    find: 'return a.aggregateVersion - b.aggregateVersion',
    replace: 'return b.aggregateVersion - a.aggregateVersion',
    tests: machinery,
  },
  {
    name: 'a message is acknowledged before what it asks for is stored',
    file: 'events/src/messaging/messageHandler.ts',
    find: 'const started = clock.now()\n',
    replace: 'const started = clock.now()\n    message.ack()\n',
    tests: ['events/src/messaging'],
  },
  {
    name: 'an outage counts as a try',
    file: 'events/src/messaging/messageHandler.ts',
    find: 'if (!isOutage(error) || stopping.aborted) throw error',
    replace: 'throw error',
    tests: ['events/src/messaging'],
  },
  {
    name: 'a message that failed too often is dropped, not kept',
    file: 'events/src/messaging/messageHandler.ts',
    find: 'await this.#options.bury(message, { kind, error, tries: failures })\n',
    replace: '',
    tests: ['events/src/messaging'],
  },
  {
    name: 'an idempotency key stands for any input',
    file: 'events/src/keys.ts',
    find: 'first.fingerprint !== wanted.fingerprint',
    replace: "first.fingerprint === ''",
    tests: ['tests/component/order'],
  },
  {
    name: 'an idempotency key that is taken is taken again',
    file: 'events/src/keys.ts',
    find: 'resolve({ operation: first.operation,',
    replace: 'resolve({ operation: wanted.operation,',
    tests: ['tests/component/order'],
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
    find: "const repeats = asked.by === 'event' && last !== undefined",
    replace: 'const repeats = false as boolean && last !== undefined',
    tests: machinery,
  },
  {
    name: 'a sweep does not relay what a crash left',
    file: 'events/src/outbox/outboxes.ts',
    find: 'for (const aggregate of found) this.relay(aggregate)\n',
    replace: '',
    tests: machinery,
  },
  {
    name: 'an order that waits for nothing any more is looked at for ever',
    file: 'events/src/aggregates/deadlines.ts',
    find: 'if (!next) return await documents.postpone(id, version, undefined)',
    replace: 'if (!next) return await documents.postpone(id, version, later)',
    tests: machinery,
  },
  {
    name: 'on mypage the last event wins, not the highest version',
    file: 'subgraphs/mypage/src/domain/purchase.ts',
    find: 'if ((before.sources[source]?.version ?? 0) >= version) return before\n',
    replace: '',
    tests: ['subgraphs/mypage/src/domain'],
  },
]
