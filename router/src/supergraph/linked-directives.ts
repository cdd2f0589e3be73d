import { Kind } from 'graphql'
import type { ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql'

/**
 * The name that a directive of a linked specification has in a supergraph, by @link's rules: the one that it is imported
 * under, else the specification's own name where both are alike, else `specification__directive`
 * (https://specs.apollo.dev/link/v1.0/). Undefined where nothing links the specification.
 */
export function linkedName(document: DocumentNode, specification: string, directive: string): string | undefined {
  return linkedNames(document, specification, directive)[0]
}

/** The same where a specification is linked several times, in two versions. */
export function linkedNames(document: DocumentNode, specification: string, directive: string): readonly string[] {
  return linksOf(document)
    .filter((link) => link.specification === specification)
    .map((link) => nameIn(link.node, specification, directive))
}

/** Links without which a supergraph must not be served: `for: SECURITY`. */
export function securityLinks(
  document: DocumentNode,
): readonly { readonly url: string; readonly specification: string }[] {
  return linksOf(document).filter(({ node }) => {
    const purpose = argument(node, 'for')
    return purpose?.kind === Kind.ENUM && purpose.value === 'SECURITY'
  })
}

type SpecificationLink = { readonly node: ConstDirectiveNode; readonly url: string; readonly specification: string }

function nameIn(link: ConstDirectiveNode, specification: string, directive: string): string {
  const imported = list(argument(link, 'import')).flatMap((entry) => importedAs(entry, `@${directive}`))
  if (imported[0] !== undefined) return imported[0]
  const prefix = text(argument(link, 'as')) ?? specification
  return specification === directive ? prefix : `${prefix}__${directive}`
}

function linksOf(document: DocumentNode): readonly SpecificationLink[] {
  const applied = document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? [])
      : [],
  )
  const links = applied.flatMap((node) => {
    const url = text(argument(node, 'url'))
    const specification = url === undefined ? undefined : specificationOf(url)
    return url === undefined || specification === undefined ? [] : [{ node, url, specification }]
  })
  // @link itself may have another name: that of the link to its own specification.
  const own = links.find(
    ({ node, specification }) => specification === 'link' && nameIn(node, 'link', 'link') === node.name.value,
  )
  return links.filter(({ node }) => node.name.value === (own?.node.name.value ?? 'link'))
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
