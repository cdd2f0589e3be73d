import { Kind, parse } from 'graphql'
import type { ConstArgumentNode, ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql'

/**
 * What one directive of the supergraph asks for: `login` any valid token (@authenticated); `anyOf` one of the groups, of
 * which every name must be held (@requiresScopes, @policy).
 */
export type Rule =
  { readonly kind: 'login' } | { readonly kind: 'anyOf'; readonly groups: readonly (readonly string[])[] }

/** By coordinate: "Type" or "Type.field". */
export type Rules = ReadonlyMap<string, readonly Rule[]>

const SPECS = ['authenticated', 'requiresScopes', 'policy'] as const
type Spec = (typeof SPECS)[number]

/** The authorization directives of a supergraph, by the names under which its @link imports them. */
export function readRules(sdl: string): Rules {
  const document = parse(sdl, { noLocation: true })
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

function directiveNames(document: DocumentNode): ReadonlyMap<string, Spec> {
  const names = new Map<string, Spec>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue
    for (const link of definition.directives ?? []) {
      const url = text(argument(link, 'url'))
      const spec = SPECS.find((name) => url?.startsWith(`https://specs.apollo.dev/${name}/`))
      if (spec) names.set(text(argument(link, 'as')) ?? spec, spec)
    }
  }
  return names
}

function ruleOf(spec: Spec, directive: ConstDirectiveNode): Rule {
  if (spec === 'authenticated') return { kind: 'login' }
  const groups = argument(directive, spec === 'policy' ? 'policies' : 'scopes')
  return { kind: 'anyOf', groups: list(groups).map((group) => list(group).map((name) => text(name) ?? '')) }
}

function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((given: ConstArgumentNode) => given.name.value === name)?.value
}

function list(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  return value?.kind === Kind.LIST ? value.values : value ? [value] : []
}

function text(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined
}
