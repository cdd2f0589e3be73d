/** The guarded write that turns one stored version of an aggregate into another. Pure. */

import type { AnyState } from '../decider.ts'
import { type Held, type OperationRecord, pathKey } from './document.ts'
import type { Change } from './ports.ts'

export function changeOf<State extends AnyState>(
  before: Held<State>,
  after: Held<State>,
  relayed: readonly number[],
  due: Date | undefined,
  at: Date,
): Change {
  const { operations, ...state } = after.state
  return {
    id: after.id,
    from: before.version,
    to: after.version,
    state,
    operations: { set: newRecords(before, after, operations), unset: leftKeys(before, after) },
    forgotten: after.forgotten,
    outbox: {
      set: [...after.outbox].filter(([version]) => version > before.version).map(([, envelope]) => envelope),
      unset: relayed.filter((version) => version <= before.version),
    },
    due,
    at,
  }
}

function newRecords<State extends AnyState>(
  before: Held<State>,
  after: Held<State>,
  operations: AnyState['operations'],
): Record<string, OperationRecord> {
  const set: Record<string, OperationRecord> = {}
  for (const [operation, at] of after.recordedAt) {
    if (before.recordedAt.get(operation) === at) continue
    set[pathKey(operation)] = { did: operations[operation], at }
  }
  return set
}

function leftKeys<State extends AnyState>(before: Held<State>, after: Held<State>): string[] {
  return [...before.recordedAt.keys()].filter((operation) => !after.recordedAt.has(operation)).map(pathKey)
}
