import { Kind } from 'graphql'
import type { ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql'
import { argument, linkedNames, securityLinks } from '../supergraph/linked-directives.ts'

/**
 * What one directive of the supergraph requests: `login` any valid token (@authenticated); `anyOf` one of the groups, of
 * which every name must be held (@requiresScopes, @policy).
 */
export type Rule =
  { readonly kind: 'login' } | { readonly kind: 'anyOf'; readonly groups: readonly (readonly string[])[] }

/** By coordinate: "Type" or "Type.field". */
export type Rules = ReadonlyMap<string, readonly Rule[]>

const SPECS = ['authenticated', 'requiresScopes', 'policy'] as const
type AuthorizationDirective = (typeof SPECS)[number]

/** The authorization directives of a supergraph, by the names under which its @link imports them. */
export function readRules(document: DocumentNode): Rules {
  const names = directiveNames(document)
  const rules = new Map<string, readonly Rule[]>()
  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) => {
    const found = directives.flatMap((directive) => {
      const spec = names.get(directive.name.value)
      return spec ? [ruleOf(spec, directive)] : []
    })
    if (found.length > 0) rules.set(coordinate, found)
  }
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) continue
    const type = definition.name.value
    note(type, definition.directives)
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    for (const field of definition.fields ?? []) note(`${type}.${field.name.value}`, field.directives)
  }
  return rules
}

function directiveNames(document: DocumentNode): ReadonlyMap<string, AuthorizationDirective> {
  return new Map(SPECS.flatMap((spec) => linkedNames(document, spec, spec).map((name) => [name, spec] as const)))
}

/** What a supergraph may request `for: SECURITY`: the rest of it is federation's own. */
const KEPT: readonly string[] = [...SPECS, 'inaccessible']

/** Throws where something is there for security whose directive is not found: what it should guard would stand open. */
export function checkSecurityLinks(document: DocumentNode): void {
  const defined = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [])),
  )
  for (const { url, specification } of securityLinks(document)) {
    if (!KEPT.includes(specification)) throw new Error(`${url} is there for security, and not known here`)
    const missing = linkedNames(document, specification, specification).find((name) => !defined.has(name))
    if (missing !== undefined)
      throw new Error(`${url} is there for security, and its directive @${missing} is not defined`)
  }
}

function ruleOf(spec: AuthorizationDirective, directive: ConstDirectiveNode): Rule {
  if (spec === 'authenticated') return { kind: 'login' }
  const groups = argument(directive, spec === 'policy' ? 'policies' : 'scopes')
  return { kind: 'anyOf', groups: list(groups).map((group) => list(group).map((name) => text(name) ?? '')) }
}

function list(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  return value?.kind === Kind.LIST ? value.values : value ? [value] : []
}

function text(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined
}
