/**
 * The planner adds keys and required fields to what a client selects, under their own names, and aliases of its own
 * (`x__alias_0`). A client's alias that equals one of these corrupts both, so inside such aliases have another name.
 */

import { Kind, visit, type DocumentNode } from 'graphql'
import { eachSelection } from '../selections.ts'

export type RenamedAliases = {
  readonly document: DocumentNode
  /** The client's alias to the name it has inside. */
  readonly inside: ReadonlyMap<string, string>
}

/** @param fieldNames names of all fields of the supergraph */
export function renameClashingAliases(document: DocumentNode, fieldNames: ReadonlySet<string>): RenamedAliases {
  const aliases = new Set<string>()
  eachSelection(document.definitions, (field) => {
    if (field.kind === Kind.FIELD && field.alias && field.alias.value !== field.name.value)
      aliases.add(field.alias.value)
  })
  const inside = new Map<string, string>()
  for (const alias of aliases) {
    if (mayClash(alias, fieldNames)) inside.set(alias, unusedName(alias, aliases, fieldNames))
  }
  if (inside.size === 0) return { document, inside }
  const renamed = visit(document, {
    [Kind.FIELD]: (field) => {
      const name = field.alias && field.alias.value !== field.name.value ? inside.get(field.alias.value) : undefined
      return name === undefined ? undefined : { ...field, alias: { kind: Kind.NAME, value: name } }
    },
  })
  return { document: renamed, inside }
}

function mayClash(alias: string, fieldNames: ReadonlySet<string>): boolean {
  return fieldNames.has(alias) || alias.startsWith('__') || /__alias_\d+$/.test(alias) || alias in Object.prototype
}

export function unusedName(alias: string, aliases: ReadonlySet<string>, fieldNames: ReadonlySet<string>): string {
  const base = alias.replace(/^_+/, '')
  for (let number = 0; ; number++) {
    const name = `a${number}_${base}`
    if (!aliases.has(name) && !fieldNames.has(name)) return name
  }
}
