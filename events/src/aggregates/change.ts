/** The guarded write that turns one stored version of an aggregate into another. Pure. */

import type { AnyState } from '../decider.ts'
import { type LoadedAggregate, type OperationRecord, pathKey } from './document.ts'
import type { GuardedWrite } from './ports.ts'

/** `relayed`: the versions that leave the outbox with this write; `due`: when a deadline passes, `at`: now. */
export function changeOf<State extends AnyState>(
  before: LoadedAggregate<State>,
  after: LoadedAggregate<State>,
  relayed: readonly number[],
  due: Date | undefined,
  at: Date,
): GuardedWrite {
  const { operations: _, ...state } = after.state
  return {
    id: after.id,
    from: before.version,
    etag: before.etag,
    to: after.version,
    state,
    operations: { set: newRecords(before, after), unset: leftKeys(before, after) },
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
  before: LoadedAggregate<State>,
  after: LoadedAggregate<State>,
): Record<string, OperationRecord> {
  const set: Record<string, OperationRecord> = {}
  for (const [operation, record] of after.records)
    if (before.records.get(operation)?.at !== record.at) set[pathKey(operation)] = record
  return set
}

function leftKeys<State extends AnyState>(before: LoadedAggregate<State>, after: LoadedAggregate<State>): string[] {
  return [...before.records.keys()].filter((operation) => !after.records.has(operation)).map(pathKey)
}
