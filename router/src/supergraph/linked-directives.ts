import { Kind } from 'graphql'
import type { ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql'

/**
 * The name that a directive of a linked specification has in a supergraph, by @link's rules: the one that it is imported
 * under, else the specification's own name where both are alike, else `specification__directive`
 * (https://specs.apollo.dev/link/v1.0/). Undefined where nothing links the specification.
 */
export function linkedName(document: DocumentNode, specification: string, directive: string): string | undefined {
  for (const link of linksOf(document)) {
    const url = text(argument(link, 'url'))
    if (!url || specificationOf(url) !== specification) continue
    const imported = list(argument(link, 'import')).flatMap((entry) => importedAs(entry, `@${directive}`))
    if (imported[0] !== undefined) return imported[0]
    const prefix = text(argument(link, 'as')) ?? specification
    return specification === directive ? prefix : `${prefix}__${directive}`
  }
  return undefined
}

function linksOf(document: DocumentNode): readonly ConstDirectiveNode[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return []
    return definition.directives?.filter(({ name }) => name.value === 'link') ?? []
  })
}

/** "https://specs.apollo.dev/cost/v0.1" is of the specification "cost". */
function specificationOf(url: string): string | undefined {
  return /\/([^/]+)\/v\d+(\.\d+)?\/?$/.exec(url)?.[1]
}

function importedAs(entry: ConstValueNode, name: string): readonly string[] {
  if (entry.kind === Kind.STRING) return entry.value === name ? [name.slice(1)] : []
  if (entry.kind !== Kind.OBJECT) return []
  const part = (key: string) => text(entry.fields.find((field) => field.name.value === key)?.value)
  return part('name') === name ? [(part('as') ?? name).slice(1)] : []
}

/** An argument's value as it stands on a directive. */
export function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((given) => given.name.value === name)?.value
}

function list(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  return value?.kind === Kind.LIST ? value.values : []
}

function text(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined
}
