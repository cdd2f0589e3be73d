import type { Variables } from '../../executor.ts'

/** A cost, or how it comes from the values of variables. What does not depend on them is a number from the beginning. */
export type Term = number | ((variables: Variables) => number)

/** The cost for these variables. */
export function valueOf(term: Term, variables: Variables): number {
  return typeof term === 'number' ? term : term(variables)
}

/** Zero for no terms. */
export function sum(terms: readonly Term[]): Term {
  return folded(terms, 0, (one, other) => one + other)
}

/** Zero for no terms. */
export function max(terms: readonly Term[]): Term {
  return folded(terms, 0, Math.max)
}

/** A number where both are. */
export function product(one: Term, other: Term): Term {
  return folded([one, other], 1, (left, right) => left * right)
}

function folded(terms: readonly Term[], start: number, fold: (one: number, other: number) => number): Term {
  const constant = terms.reduce((total: number, term) => (typeof term === 'number' ? fold(total, term) : total), start)
  const open = terms.filter((term) => typeof term === 'function')
  if (open.length === 0) return constant
  return (variables) => open.reduce((total, term) => fold(total, term(variables)), constant)
}
