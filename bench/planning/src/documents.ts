/** Documents to plan, no two alike: pages as people write them, each with another choice of fields. */

import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { seededRandom, type RandomNumbers } from '@shop/platform/testing/random.ts'

const MAX_DEPTH = 4
const LEAVES = 0.6
const OBJECTS = 0.45

/** @param seed the same documents come of the same one */
export function documentsOver(schema: GraphQLSchema, count: number, seed: number): readonly string[] {
  const random = seededRandom(seed)
  const query = schema.getQueryType()
  if (!query) return []
  const documents = new Set<string>()
  while (documents.size < count) documents.add(page(random, query))
  return [...documents]
}

function page(random: RandomNumbers, query: GraphQLObjectType): string {
  const one = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)]
  const some = <Item>(items: readonly Item[], share: number): Item[] => items.filter(() => random() < share)
  const variables = new Map<string, string>()
  const roots = Object.values(query.getFields()).filter(({ type }) => !isLeafType(getNamedType(type)))
  const fields = [one(roots), ...(random() < 0.2 ? [one(roots)] : [])]
  const selected = [...new Set(fields)].flatMap((field) => (field ? [selection(field, 1)] : []))
  const declared = [...variables].map(([name, type]) => `$${name}: ${type}`)
  return `query Page${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${selected.join(' ')} }`

  function selection(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)
    const args = given.map((arg) => {
      const name = `${arg.name}${variables.size}`
      variables.set(name, String(arg.type))
      return `${arg.name}: $${name}`
    })
    const call = `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}`
    const type = getNamedType(field.type)
    return isLeafType(type) ? call : `${call} { ${below(type, depth)} }`
  }

  function below(type: GraphQLNamedType, depth: number): string {
    if (isUnionType(type))
      return [
        '__typename',
        ...some(type.getTypes(), 0.2).map((one) => `... on ${one.name} { ${below(one, depth)} }`),
      ].join(' ')
    if (!isObjectType(type) && !isInterfaceType(type)) return '__typename'
    const all = Object.values(type.getFields())
    const leaves = some(
      all.filter((field) => isLeafType(getNamedType(field.type))),
      LEAVES,
    )
    const objects =
      depth < MAX_DEPTH
        ? some(
            all.filter((field) => !isLeafType(getNamedType(field.type))),
            OBJECTS,
          )
        : []
    const selected = [...leaves, ...objects.slice(0, 4)].map((field) => selection(field, depth + 1))
    return selected.length > 0 ? selected.join(' ') : '__typename'
  }
}
