/** What clients may see of a supergraph, as its text has it: no value on the way is made to fit JavaScript's numbers. */

import {
  buildASTSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
  print,
  valueFromAST,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLScalarType,
  type GraphQLSchema,
  type TypeDefinitionNode,
  type ValueNode,
} from 'graphql'
import { __InputValue } from 'graphql'
import { exactNumber, own, put, type Tree } from '../json.ts'

const KEPT_DIRECTIVES = new Set(['deprecated', 'specifiedBy', 'oneOf'])

/**
 * The supergraph's own definitions, as far as they are seen.
 * @param seen has all that clients may see, and nothing else
 */
export function apiDocument(supergraph: DocumentNode, seen: GraphQLSchema): DocumentNode {
  const definitions = supergraph.definitions.flatMap((definition): DefinitionNode[] => {
    if (definition.kind === Kind.SCHEMA_DEFINITION) return [{ ...definition, directives: [] }]
    if (definition.kind === Kind.DIRECTIVE_DEFINITION)
      return seen.getDirective(definition.name.value) ? [definition] : []
    if (!isTypeDefinition(definition)) return []
    const type = seen.getType(definition.name.value)
    return type ? [visible(definition, type, seen)] : []
  })
  return { ...supergraph, definitions }
}

/** @param document as `apiDocument` made it */
export function buildApiSchema(document: DocumentNode): GraphQLSchema {
  keepDefaultsAsWritten()
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true })
  const types = Object.values(schema.getTypeMap())
  for (const type of types) if (isScalarType(type) && !isSpecifiedScalarType(type)) keepLiterals(type)
  for (const type of types) {
    if (isInputObjectType(type)) Object.values(type.getFields()).forEach(readDefault)
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const { args } of Object.values(type.getFields())) args.forEach(readDefault)
    }
  }
  return schema
}

function visible(definition: TypeDefinitionNode, type: GraphQLNamedType, seen: GraphQLSchema): TypeDefinitionNode {
  const plain = { ...definition, directives: keptDirectives(definition.directives) }
  switch (plain.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      if (!isObjectType(type) && !isInterfaceType(type)) return plain
      const fields = (plain.fields ?? []).flatMap((field) => {
        const shown = type.getFields()[field.name.value]
        if (!shown) return []
        const given = field.arguments?.filter(({ name }) => shown.args.some((argument) => argument.name === name.value))
        return [{ ...field, directives: keptDirectives(field.directives), arguments: given?.map(withoutOthers) ?? [] }]
      })
      return { ...plain, fields, interfaces: plain.interfaces?.filter(({ name }) => seen.getType(name.value)) ?? [] }
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
      const shown = isInputObjectType(type) ? type.getFields() : {}
      return { ...plain, fields: plain.fields?.filter(({ name }) => shown[name.value]).map(withoutOthers) ?? [] }
    }
    case Kind.ENUM_TYPE_DEFINITION: {
      const values = plain.values?.filter(({ name }) => isEnumType(type) && type.getValue(name.value)) ?? []
      return { ...plain, values: values.map(withoutOthers) }
    }
    case Kind.UNION_TYPE_DEFINITION: {
      const members = isUnionType(type) ? type.getTypes().map(({ name }) => name) : []
      return { ...plain, types: plain.types?.filter(({ name }) => members.includes(name.value)) ?? [] }
    }
    case Kind.SCALAR_TYPE_DEFINITION:
      return plain
  }
}

function withoutOthers<Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
  node: Node,
): Node {
  return { ...node, directives: keptDirectives(node.directives) }
}

function keptDirectives(directives: readonly ConstDirectiveNode[] | undefined): readonly ConstDirectiveNode[] {
  return directives?.filter(({ name }) => KEPT_DIRECTIVES.has(name.value)) ?? []
}

function isTypeDefinition(definition: DefinitionNode): definition is TypeDefinitionNode {
  return definition.kind.endsWith('TypeDefinition')
}

/** A literal of a custom scalar keeps its digits. */
function keepLiterals(type: GraphQLScalarType): void {
  type.parseLiteral = (node, variables) => exactValue(node, variables ?? {})
}

function exactValue(node: ValueNode, variables: Readonly<Tree>): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null
    case Kind.INT:
    case Kind.FLOAT:
      return exactNumber(node.value)
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value
    case Kind.LIST:
      return node.values.map((each) => exactValue(each, variables))
    case Kind.OBJECT: {
      const value: Tree = {}
      for (const field of node.fields) put(value, field.name.value, exactValue(field.value, variables))
      return value
    }
    case Kind.VARIABLE:
      return own(variables, node.name.value)
  }
}

function readDefault(of: GraphQLArgument | GraphQLInputField): void {
  const written = of.astNode?.defaultValue
  if (written) of.defaultValue = valueFromAST(written, of.type)
}

let areDefaultsKept = false

/** graphql-js writes a default anew from its value, which it cannot for objects of custom scalars: introspection has it as it was written. */
function keepDefaultsAsWritten(): void {
  if (areDefaultsKept) return
  areDefaultsKept = true
  const field: GraphQLField<GraphQLArgument, unknown> | undefined = __InputValue.getFields()['defaultValue']
  const resolve = field?.resolve
  if (!field || !resolve) throw new Error('introspection has no defaults')
  field.resolve = (value, ...others) => {
    const written = value.astNode?.defaultValue
    return written ? print(written) : resolve(value, ...others)
  }
}
