import type { ASTNode, SelectionNode, SelectionSetNode } from 'graphql'

/** Every selection of these definitions, in their order: several times as fast as graphql-js' visit(), which looks at every word. */
export function eachSelection(definitions: readonly ASTNode[], look: (selection: SelectionNode) => void): void {
  const within = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      look(selection)
      if ('selectionSet' in selection && selection.selectionSet) within(selection.selectionSet)
    }
  }
  for (const definition of definitions)
    if ('selectionSet' in definition && definition.selectionSet) within(definition.selectionSet)
}
