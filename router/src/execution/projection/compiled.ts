/**
 * Shapes an answer by generated code, as long as nothing is wrong with it: every object that the client requested becomes
 * one object literal with its keys in order. Whatever is not as the schema has it throws DEOPTIMIZATION, and exact.ts takes over.
 */

import {
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql'
import { ExactNumber, type Tree } from '../../json.ts'
import type { Introspection } from '../introspection.ts'
import { keySource, readSource } from '../tree.ts'
import { collectFields, runtimeTypeOf, type Collecting, type RuntimeType } from './collect.ts'
import { leafRule } from './leaf.ts'

export const DEOPTIMIZATION = new Error('the answer is not as the schema has it')

type Project = (object: Tree, introspection: Introspection) => Tree

/** @param type the operation's root */
export function compileProjection(
  collecting: Collecting,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Project {
  return objectProjection(collecting, type, sets)
}

/** Statements and the values they refer to, for one generated function. */
class FunctionSource {
  readonly #names: string[] = []
  readonly #values: unknown[] = []
  #variables = 0

  bind(value: unknown): string {
    const name = `p${this.#names.push(`p${this.#names.length}`) - 1}`
    this.#values.push(value)
    return name
  }

  variable(): string {
    return `v${this.#variables++}`
  }

  /** A function of `parameters` with what was bound in reach. */
  build(parameters: string, body: string): unknown {
    return new Function(...this.#names, `return (${parameters})=>{${body}}`)(...this.#values)
  }
}

function objectProjection(collecting: Collecting, type: RuntimeType, sets: readonly SelectionSetNode[]): Project {
  const source = new FunctionSource()
  const deoptimization = source.bind(DEOPTIMIZATION)
  const entries: string[] = []
  let statements = ''
  for (const selected of collectFields(collecting, type, sets)) {
    if (selected.kind === 'typename') {
      if (!isObjectType(type)) throw DEOPTIMIZATION
      entries.push(`${keySource(selected.key)}:${JSON.stringify(type.name)}`)
    } else if (selected.kind === 'introspection') {
      entries.push(`${keySource(selected.key)}:introspection(${source.bind(selected.fields)})`)
    } else {
      const value = source.variable()
      statements += `let ${value}=${readSource('object', selected.inside)};`
      statements += valueSource(collecting, source, deoptimization, value, selected.type, selected.sets)
      entries.push(`${keySource(selected.key)}:${value}`)
    }
  }
  const built = source.build('object,introspection', `${statements}return {${entries.join()}}`)
  return isProject(built) ? built : unbuildable()
}

/** Statements that replace what `variable` holds by what the client gets. */
function valueSource(
  collecting: Collecting,
  source: FunctionSource,
  deoptimization: string,
  variable: string,
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
): string {
  if (isNonNullType(type)) {
    const inner = valueSource(collecting, source, deoptimization, variable, type.ofType, sets)
    return `if(${variable}==null)throw ${deoptimization};${inner}`
  }
  if (isLeafType(type)) {
    const rule = leafRule(type, 'unused')
    const accepts = rule.values ? `${source.bind(rule.values)}.has(${variable})` : rule.accepts(variable)
    return `if(${variable}==null)${variable}=null;else if(!(${accepts}))throw ${deoptimization};`
  }
  if (isListType(type)) {
    const [list, index, item] = [source.variable(), source.variable(), source.variable()]
    const inner = valueSource(collecting, source, deoptimization, item, type.ofType, sets)
    return (
      `if(${variable}==null)${variable}=null;else{if(!Array.isArray(${variable}))throw ${deoptimization};` +
      `const ${list}=[];for(let ${index}=0;${index}<${variable}.length;${index}++){let ${item}=${variable}[${index}];${inner}${list}.push(${item})}` +
      `${variable}=${list}}`
    )
  }
  const project = source.bind(
    isObjectType(type) ? objectProjection(collecting, type, sets) : abstractProjection(collecting, type, sets),
  )
  return (
    `if(${variable}==null)${variable}=null;else{if(typeof ${variable}!=='object'||Array.isArray(${variable})||${variable} instanceof ${source.bind(ExactNumber)})throw ${deoptimization};` +
    `${variable}=${project}(${variable},introspection)}`
  )
}

/** Chooses by `__typename`; a type's code is generated when it is first met. */
function abstractProjection(
  collecting: Collecting,
  type: GraphQLAbstractType,
  sets: readonly SelectionSetNode[],
): Project {
  const known = new Map<unknown, Project>()
  return (object, introspection) => {
    const name = object['__typename']
    let project = known.get(name)
    if (!project) {
      const runtime = runtimeTypeOf(collecting.schema, type, name)
      if (!runtime) throw DEOPTIMIZATION
      project = objectProjection(collecting, runtime, sets)
      known.set(name, project)
    }
    return project(object, introspection)
  }
}

function isProject(built: unknown): built is Project {
  return typeof built === 'function'
}

function unbuildable(): never {
  throw new Error('the projection could not be generated')
}
