/** Entity fetches have a variable `$representations`; a client's variable of that name has another one inside. */

import { Kind, visit, type DocumentNode } from 'graphql'

const TAKEN = 'representations'

export type RenamedVariables = {
  readonly document: DocumentNode
  /** The client's name of a variable inside. */
  readonly clientName: (inside: string) => string
}

export function renameClashingVariables(document: DocumentNode): RenamedVariables {
  const names = new Set<string>()
  visit(document, { [Kind.VARIABLE]: (variable) => void names.add(variable.name.value) })
  if (!names.has(TAKEN)) return { document, clientName: (name) => name }
  let inside = `client_${TAKEN}`
  while (names.has(inside)) inside = `_${inside}`
  const renamed = withVariablesNamed(document, (name) => (name === TAKEN ? inside : name))
  return { document: renamed, clientName: (name) => (name === inside ? TAKEN : name) }
}

/** The document with its variables under other names. */
export function withVariablesNamed(document: DocumentNode, nameOf: (name: string) => string): DocumentNode {
  return visit(document, {
    [Kind.VARIABLE]: (variable) => {
      const name = nameOf(variable.name.value)
      return name === variable.name.value ? undefined : { ...variable, name: { kind: Kind.NAME, value: name } }
    },
  })
}
