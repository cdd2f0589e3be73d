/** Entity fetches have a variable `$representations`; a client's variable of that name has another one inside. */

import { Kind, visit, type DocumentNode } from 'graphql'
import { eachValue } from '../selections.ts'

const TAKEN = 'representations'

export type RenamedVariables = {
  readonly document: DocumentNode
  /** The client's name of a variable inside. */
  readonly clientName: (inside: string) => string
}

export function renameClashingVariables(document: DocumentNode): RenamedVariables {
  const names = variableNames(document)
  if (!names.has(TAKEN)) return { document, clientName: (name) => name }
  let inside = `client_${TAKEN}`
  while (names.has(inside)) inside = `_${inside}`
  const renamed = withVariablesNamed(document, (name) => (name === TAKEN ? inside : name))
  return { document: renamed, clientName: (name) => (name === inside ? TAKEN : name) }
}

/** All that are defined, or used. */
function variableNames({ definitions }: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>()
  for (const definition of definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      for (const { variable } of definition.variableDefinitions ?? []) names.add(variable.name.value)
  eachValue(definitions, (value) => {
    if (value.kind === Kind.VARIABLE) names.add(value.name.value)
  })
  return names
}

/** The document with its variables under other names; itself where all keep theirs. */
export function withVariablesNamed(document: DocumentNode, nameOf: (name: string) => string): DocumentNode {
  if ([...variableNames(document)].every((name) => nameOf(name) === name)) return document
  return visit(document, {
    [Kind.VARIABLE]: (variable) => {
      const name = nameOf(variable.name.value)
      return name === variable.name.value ? undefined : { ...variable, name: { kind: Kind.NAME, value: name } }
    },
  })
}
