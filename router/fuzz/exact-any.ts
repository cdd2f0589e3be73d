/** The scalar Any as the router has it: numbers that no double holds keep their digits, also in literals and defaults. */

import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  Kind,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql'
import { exactNumber, isTree } from '../src/json.ts'

/** @returns the schema itself, changed */
export function withExactAny(schema: GraphQLSchema): GraphQLSchema {
  const any = schema.getType('Any')
  if (!isScalarType(any)) return schema
  any.parseLiteral = exactLiteral
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const arg of Object.values(type.getFields()).flatMap(({ args }) => args)) {
      const written = arg.astNode?.defaultValue
      if (written && getNamedType(arg.type) === any) arg.defaultValue = exactLiteral(written)
    }
  }
  return schema
}

function exactLiteral(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return exactNumber(node.value)
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value
    case Kind.NULL:
      return null
    case Kind.LIST:
      return node.values.map((each) => exactLiteral(each, variables))
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, exactLiteral(value, variables)]))
    case Kind.VARIABLE:
      return variables?.[node.name.value]
  }
}

/** graphql-js takes what an object of variables inherits for an input's field of that name. */
export function withoutPrototypes(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const bare: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(variables)) bare[name] = bareValue(value)
  return bare
}

function bareValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bareValue)
  return isTree(value) ? withoutPrototypes(value) : value
}
