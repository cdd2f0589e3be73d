import type { ASTNode, DirectiveNode, SelectionNode, SelectionSetNode, ValueNode } from 'graphql'

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

/** Every value of these definitions, in their order: of arguments and directives, and the defaults of variables; lists and objects before what they hold. */
export function eachValue(definitions: readonly ASTNode[], look: (value: ValueNode) => void): void {
  const value = (node: ValueNode): void => {
    look(node)
    if ('values' in node) node.values.forEach(value)
    else if ('fields' in node) for (const field of node.fields) value(field.value)
  }
  const ofDirectives = (directives: readonly DirectiveNode[] = []): void => {
    for (const directive of directives) for (const argument of directive.arguments ?? []) value(argument.value)
  }
  for (const definition of definitions) {
    if ('variableDefinitions' in definition)
      for (const { defaultValue, directives } of definition.variableDefinitions ?? []) {
        if (defaultValue) value(defaultValue)
        ofDirectives(directives)
      }
    if ('directives' in definition) ofDirectives(definition.directives)
  }
  eachSelection(definitions, (selection) => {
    if ('arguments' in selection) for (const argument of selection.arguments ?? []) value(argument.value)
    ofDirectives(selection.directives)
  })
}
