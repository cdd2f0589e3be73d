/** A small application for tests of the machinery: a library, whose loans are work that books and members take part in. */
import { z } from 'zod'
import { Contract, type Folding } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { sampleOf } from './sample.ts'

const count = z.int().min(1).max(2_147_483_647)
const memberId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const loan = { loanId: z.uuidv7(), memberId, bookId: z.string(), days: count }
const book = z.object({ bookId: z.string(), operation: z.string(), title: z.string(), copies: z.int() })

const ofLoan = { loanId: '01890a5d-ac96-774b-bcce-b302099a8057', memberId: 'ann', bookId: 'tea', days: 10 }
const ofBook = { bookId: 'tea', operation: 'o1', title: 'Tea', copies: 9 }

const decider: Folding = { initial: () => ({ operations: {} }), evolve: (state) => state }

export const library = new Contract(
  [
    {
      name: 'lending',
      aggregates: {
        loan: {
          ...{ documents: 'loans', id: 'loanId', decider },
          events: { LoanRequested: z.object({ ...loan, status: z.literal('OPEN'), note: z.string().min(1).max(500) }) },
          examples: { LoanRequested: { ...ofLoan, status: 'OPEN', note: '1 Harbour Road' } },
        },
      },
      reactions: { FeePaid: () => undefined },
    },
    {
      name: 'catalogue',
      aggregates: {
        book: {
          ...{ documents: 'books', id: 'bookId', decider },
          events: {
            BookAdded: book,
            BookReturned: book,
            BookRenamed: book,
            CopyReserved: z.object({ ...loan, copies: z.int() }),
          },
          examples: {
            ...{ BookAdded: ofBook, BookReturned: ofBook, BookRenamed: ofBook },
            CopyReserved: { ...ofLoan, copies: 8 },
          },
        },
      },
      reactions: { LoanRequested: () => undefined },
    },
    {
      name: 'desk',
      aggregates: {
        member: {
          ...{ documents: 'members', id: 'memberId', decider },
          events: {
            CreditAdded: z.object({ memberId, operation: z.string(), amount: count }),
            FeePaid: z.object({ ...loan, amount: count }),
          },
          examples: {
            CreditAdded: { memberId: 'ann', operation: 'o1', amount: 10 },
            FeePaid: { ...ofLoan, amount: 10_000 },
          },
        },
      },
      reactions: { CopyReserved: () => undefined },
    },
  ],
  {
    name: 'library',
    correlation: { name: 'loan', field: 'loanId', id: z.uuidv7() },
    filters: { member: 'memberId' },
  },
)

/** A valid event of this type, as JSON. */
export const sample = (type: string, changes?: Readonly<Record<string, unknown>>) => sampleOf(library, type, changes)

/** The same as the contract reads it, in that version of its aggregate. */
export function eventOf(type: string, aggregateVersion = 1, changes?: Readonly<Record<string, unknown>>): RawEnvelope {
  const parsed = library.parse({ ...sample(type, changes), aggregateVersion })
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  return parsed.envelope
}
