import { Kind, valueFromASTUntyped } from 'graphql'
import type { ConstDirectiveNode, DocumentNode } from 'graphql'
import { argument, linkedName } from '../../supergraph/linked-directives.ts'

/** What @listSize says of a field: how many objects its list, or the lists below it, will have. */
export type ListSize = {
  readonly assumedSize: number | undefined
  /** Paths of arguments, "input.first". */
  readonly slicingArguments: readonly string[]
  /** The field's own fields whose lists are meant; none: the field's own list. */
  readonly sizedFields: readonly string[]
  readonly requireOneSlicingArgument: boolean
}

/** The supergraph's @cost and @listSize (https://ibm.github.io/graphql-specs/cost-spec.html), by schema coordinate. */
export type Weights = {
  /** Of "Type", "Type.field", "Type.field(argument:)" or "Input.field". */
  readonly cost: ReadonlyMap<string, number>
  readonly listSize: ReadonlyMap<string, ListSize>
}

const SPECIFICATION = 'cost'

/** What @cost and @listSize of a supergraph say, by schema coordinate. */
export function readWeights(document: DocumentNode): Weights {
  const costName = linkedName(document, SPECIFICATION, 'cost')
  const sizeName = linkedName(document, SPECIFICATION, 'listSize')
  const cost = new Map<string, number>()
  const listSize = new Map<string, ListSize>()
  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) => {
    for (const directive of directives) {
      if (directive.name.value === costName) cost.set(coordinate, weightOf(directive))
      if (directive.name.value === sizeName) listSize.set(coordinate, listSizeOf(directive))
    }
  }
  if (costName === undefined && sizeName === undefined) return { cost, listSize }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION || definition.kind === Kind.ENUM_TYPE_DEFINITION)
      note(definition.name.value, definition.directives)
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      for (const field of definition.fields ?? [])
        note(`${definition.name.value}.${field.name.value}`, field.directives)
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    const type = definition.name.value
    note(type, definition.directives)
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`
      note(coordinate, field.directives)
      for (const given of field.arguments ?? []) note(`${coordinate}(${given.name.value}:)`, given.directives)
    }
  }
  return { cost, listSize }
}

/** IBM writes weights as text, Apollo as integers. */
function weightOf(directive: ConstDirectiveNode): number {
  const weight = Number(value(directive, 'weight'))
  return Number.isFinite(weight) ? weight : 0
}

function listSizeOf(directive: ConstDirectiveNode): ListSize {
  const assumed = value(directive, 'assumedSize')
  return {
    assumedSize: typeof assumed === 'number' ? assumed : undefined,
    slicingArguments: names(value(directive, 'slicingArguments')),
    sizedFields: names(value(directive, 'sizedFields')),
    requireOneSlicingArgument: value(directive, 'requireOneSlicingArgument') !== false,
  }
}

function names(given: unknown): readonly string[] {
  return Array.isArray(given) ? given.filter((name) => typeof name === 'string') : []
}

function value(directive: ConstDirectiveNode, name: string): unknown {
  const node = argument(directive, name)
  return node && valueFromASTUntyped(node)
}
