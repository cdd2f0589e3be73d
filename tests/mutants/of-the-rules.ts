/** The guards of the domains' rules. */

import type { Mutant } from './mutant.ts'

const domain = (service: string) => [`subgraphs/${service}/src/domain`, 'tests/saga/model']

export const ofTheRules: readonly Mutant[] = [
  {
    name: 'the record of a reservation is not looked at',
    file: 'subgraphs/inventory/src/domain/decider.ts',
    find: "if (product.operations[command.operation]) return []\n  if (!product.exists) return rejected(product, command, 'PRODUCT_NOT_FOUND')",
    replace: "if (!product.exists) return rejected(product, command, 'PRODUCT_NOT_FOUND')",
    tests: domain('inventory'),
  },
  {
    name: 'the record of a charge is not looked at',
    file: 'subgraphs/pay/src/domain/decider.ts',
    find: 'if (account.operations[command.operation]) return []\n',
    replace: '',
    tests: domain('pay'),
  },
  {
    name: 'a refund that comes before the charge leaves no tombstone',
    file: 'subgraphs/pay/src/domain/decider.ts',
    find: "if (earlier && earlier.step !== 'charged') return []",
    replace: "if (earlier?.step !== 'charged') return []",
    tests: domain('pay'),
  },
  {
    name: 'a restoration that comes before the reservation leaves no tombstone',
    file: 'subgraphs/inventory/src/domain/decider.ts',
    find: 'if (!earlier) return 0',
    replace: 'if (!earlier) return undefined',
    tests: domain('inventory'),
  },
  {
    name: 'a delivery is prepared although its cancellation came first',
    file: 'subgraphs/delivery/src/domain/decider.ts',
    find: "if (delivery.progress.phase !== 'awaited') return []\n  return [{ type: 'DeliveryPrepared'",
    replace: "return [{ type: 'DeliveryPrepared'",
    tests: domain('delivery'),
  },
  {
    name: 'a deadline cancels a delivery that exists',
    file: 'subgraphs/delivery/src/domain/decider.ts',
    find: "by === 'deadline' || ",
    replace: '',
    tests: domain('delivery'),
  },
  {
    name: 'an order that may not time out does',
    file: 'subgraphs/order/src/domain/decider.ts',
    find: 'if (order.operations[operation] || !mayTimeOut(order)) return []',
    replace: 'if (order.operations[operation]) return []',
    tests: domain('order'),
  },
  {
    name: 'a refusal of an earlier cancellation is believed',
    file: 'subgraphs/order/src/domain/decider.ts',
    find: "if (fact.event === 'CancellationRefused' && fact.requestId !== order.cancellation?.requestId) return []\n",
    replace: '',
    tests: domain('order'),
  },
  {
    name: 'a closed order does not remain closed',
    file: 'subgraphs/order/src/domain/note.ts',
    find: 'if (isClosed(order.status)) return view\n',
    replace: '',
    tests: domain('order'),
  },
  {
    name: 'stock that is not there is reserved',
    file: 'subgraphs/inventory/src/domain/decider.ts',
    find: "return stock < quantity ? 'OUT_OF_STOCK' : undefined",
    replace: 'return undefined',
    tests: domain('inventory'),
  },
  {
    name: 'points that are not there are taken',
    file: 'subgraphs/pay/src/domain/decider.ts',
    find: "return account.points < amount ? 'INSUFFICIENT_POINTS' : undefined",
    replace: 'return undefined',
    tests: domain('pay'),
  },
  {
    name: 'an order whose payment was declined takes a cancellation',
    file: 'subgraphs/order/src/domain/decider.ts',
    find: "if (order.payment === 'declined') {",
    replace: "if (order.payment === 'declined' && order.delivery === 'prepared') {",
    tests: domain('order'),
  },
]
