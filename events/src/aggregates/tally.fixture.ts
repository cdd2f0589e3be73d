/** A small aggregate for tests of the machinery: a sum that never gets below zero, and whose additions can be taken back. */

import type { Again, Decider, Refusal } from '../decider.ts'

export type Tally = { readonly sum: number; readonly operations: Readonly<Record<string, Did>> }
/** `withdrawn`: taken back before it was added. */
type Did =
  { readonly did: 'added'; readonly amount: number } | { readonly did: 'taken' | 'undone' | 'withdrawn' | 'noted' }

export type TallyCommand = { readonly operation: string } & (
  | { readonly type: 'Add' | 'Take'; readonly amount: number }
  /** `operation` is that of the addition. */
  | { readonly type: 'Undo' }
  /** Decided only where the sum is large enough; else nothing, without a record. */
  | { readonly type: 'NoteAtLeast'; readonly amount: number }
  | { readonly type: 'SayAgain' | 'Throw' | 'LeaveNoRecord' }
)

type Sum = { readonly operation: string; readonly sum: number }
export type TallyEvent =
  | ({ readonly type: 'Added' | 'Taken' | 'Undone'; readonly amount: number } & Sum)
  | ({ readonly type: 'Noted' | 'Unrecorded' } & Sum)

export type TallyRefusal = Refusal<'TOO_FEW'>

export const tally: Decider<Tally, TallyCommand, TallyEvent, TallyRefusal> = {
  aggregate: 'tally',
  initial: () => ({ sum: 0, operations: {} }),
  decide,
  evolve: (state, event) => {
    const { operation, sum } = event
    const did = recordOf(state, event)
    return { sum, operations: did ? { ...state.operations, [operation]: did } : state.operations }
  },
}

function decide({ sum, operations }: Tally, command: TallyCommand): readonly TallyEvent[] | TallyRefusal | Again {
  const { operation } = command
  const record = operations[operation]
  switch (command.type) {
    case 'Add':
      return record ? [] : [{ type: 'Added', operation, amount: command.amount, sum: sum + command.amount }]
    case 'Take':
      if (record) return []
      if (sum < command.amount) return { refused: 'TOO_FEW' }
      return [{ type: 'Taken', operation, amount: command.amount, sum: sum - command.amount }]
    case 'Undo': {
      if (record && record.did !== 'added') return []
      const amount = record ? record.amount : 0
      return [{ type: 'Undone', operation, amount, sum: sum - amount }]
    }
    case 'NoteAtLeast':
      return record || sum < command.amount ? [] : [{ type: 'Noted', operation, sum }]
    case 'SayAgain':
      return { again: 'Added' }
    case 'Throw':
      throw new Error('a fault in the rules')
    case 'LeaveNoRecord':
      return [{ type: 'Unrecorded', operation, sum }]
  }
}

function recordOf(state: Tally, event: TallyEvent): Did | undefined {
  switch (event.type) {
    case 'Added':
      return { did: 'added', amount: event.amount }
    case 'Taken':
      return { did: 'taken' }
    case 'Noted':
      return { did: 'noted' }
    case 'Undone':
      return { did: state.operations[event.operation] ? 'undone' : 'withdrawn' }
    case 'Unrecorded':
      return undefined
  }
}
