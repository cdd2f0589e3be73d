import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind } from 'graphql'
import type { SelectionNode } from 'graphql'
import type { Term } from './term.ts'
import { valueOf } from './term.ts'

/** A variable that must have this value for a selection to be there. */
export type Condition = readonly [variable: string, value: boolean]

/** The @skip and @include of a selection that depend on variables; "never" where it can be seen that it is left out. */
export function conditionsOf({ directives = [] }: SelectionNode): readonly Condition[] | 'never' {
  const conditions: Condition[] = []
  for (const { name, arguments: given } of directives) {
    if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) continue
    const wanted = name.value === GraphQLIncludeDirective.name
    const value = given?.[0]?.value
    if (value?.kind === Kind.VARIABLE) conditions.push([value.name.value, wanted])
    if (value?.kind === Kind.BOOLEAN && value.value !== wanted) return 'never'
  }
  return conditions
}

/** The term where all conditions hold, else nothing. */
export function holding(conditions: readonly Condition[], term: Term): Term {
  if (conditions.length === 0 || term === 0) return term
  return (variables) =>
    conditions.every(([variable, value]) => variables[variable] === value) ? valueOf(term, variables) : 0
}
