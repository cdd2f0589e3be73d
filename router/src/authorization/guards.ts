import { getNamedType, isInterfaceType } from 'graphql'
import type { GraphQLNamedType, GraphQLSchema } from 'graphql'
import type { Caller } from '@shop/platform/caller.ts'
import type { Rule, Rules } from './directives.ts'

/** What stands before one field or type; every rule must hold. One object per coordinate. */
export type Guard = { readonly coordinate: string; readonly rules: readonly Rule[] }

export type DenialCode = 'UNAUTHENTICATED' | 'FORBIDDEN'

/** The guards of one supergraph, as clients meet them. */
export class Guards {
  readonly #schema: GraphQLSchema
  readonly #rules: Rules
  readonly #roots: ReadonlySet<GraphQLNamedType>
  readonly #guards = new Map<string, Guard | undefined>()

  constructor(schema: GraphQLSchema, rules: Rules) {
    this.#schema = schema
    this.#rules = rules
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    this.#roots = new Set(roots.filter((type) => type != null))
  }

  get none(): boolean {
    return this.#rules.size === 0
  }

  /** Every scope and policy that some rule names. */
  get scopes(): readonly string[] {
    const rules = [...this.#rules.values()].flat()
    return [...new Set(rules.flatMap((rule) => (rule.kind === 'anyOf' ? rule.groups.flat() : [])))]
  }

  /** Before a field: its own rules and those of the type it answers with; no field answers with a root, whose rules stand before each of its fields. */
  ofField(parent: GraphQLNamedType, field: string): Guard | undefined {
    return this.#guard(`${parent.name}.${field}`, () => {
      const definition = 'getFields' in parent ? parent.getFields()[field] : undefined
      const answer = definition && 'args' in definition ? getNamedType(definition.type).name : undefined
      const root = definition && this.#roots.has(parent) ? this.#of(parent.name) : []
      return [...root, ...this.#fieldRules(parent, field), ...(answer ? this.#of(answer) : [])]
    })
  }

  /** Before what a fragment selects of a type. */
  ofType(type: GraphQLNamedType): Guard | undefined {
    return this.#guard(type.name, () => this.#of(type.name))
  }

  /** A field of an interface is behind the rules of all its implementations: what it answers may come from any of them. */
  #fieldRules(parent: GraphQLNamedType, field: string): readonly Rule[] {
    const own = this.#of(`${parent.name}.${field}`)
    if (!isInterfaceType(parent)) return own
    const { objects } = this.#schema.getImplementations(parent)
    return [...own, ...objects.flatMap((object) => [...this.#of(object.name), ...this.#of(`${object.name}.${field}`)])]
  }

  #of(coordinate: string): readonly Rule[] {
    return this.#rules.get(coordinate) ?? []
  }

  #guard(coordinate: string, rules: () => readonly Rule[]): Guard | undefined {
    if (this.#guards.has(coordinate)) return this.#guards.get(coordinate)
    const all = rules()
    const guard = all.length > 0 ? { coordinate, rules: all } : undefined
    this.#guards.set(coordinate, guard)
    return guard
  }
}

/** Undefined where the caller may pass. A policy is held, like a scope, when the token names it. */
export function refusedBy(guard: Guard, caller: Caller): DenialCode | undefined {
  if (caller.kind === 'anonymous') return 'UNAUTHENTICATED'
  const { scopes } = caller
  const passes = guard.rules.every(
    (rule) => rule.kind === 'login' || rule.groups.some((group) => group.every((name) => scopes.has(name))),
  )
  return passes ? undefined : 'FORBIDDEN'
}
