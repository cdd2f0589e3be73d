/** Random enums, input types and arguments: all that a client may give. */

import { spread } from './generate-entities.ts'
import type { Random } from './random.ts'
import type { ArgSpec, EnumSpec, InputSpec, Universe } from './universe.ts'

export function generateEnums(random: Random, subgraphs: readonly string[]): EnumSpec[] {
  const value = (name: string, differs: boolean, inaccessible = false) => ({
    name,
    subgraphs: differs ? spread(random, subgraphs) : subgraphs,
    inaccessible,
  })
  const outputs = ['A', 'B', 'C', 'D'].map((name, index) => value(name, index > 0, index > 1 && random.chance(0.2)))
  const inputs = ['X', 'Y', 'Z'].map((name, index) => value(name, index > 0))
  return [
    { name: 'E0', use: 'both', values: ['RED', 'GREEN', 'BLUE'].map((name) => value(name, false)) },
    { name: 'E1', use: 'output', values: outputs },
    { name: 'E2', use: 'input', values: inputs },
  ]
}

export function generateInputs(random: Random, subgraphs: readonly string[]): InputSpec[] {
  const types = ['Int', 'String! = "x"', '[E2!]', 'E0 = RED', '[[Float]]', 'Boolean']
  const fields = ['p', 'q', 'hasOwnProperty', 's'].slice(0, 2 + random.below(3)).map((name, index) => ({
    name,
    type: random.pick(types),
    subgraphs: index === 0 ? subgraphs : spread(random, subgraphs),
  }))
  return [{ name: 'In0', fields }]
}

export function generateArguments(random: Random, universe: Universe): ArgSpec[] {
  if (!random.chance(0.3)) return []
  const all: ArgSpec[] = [
    ...[
      { name: 'n', type: 'Int' },
      { name: 'm', type: 'Int', default: '7' },
    ],
    ...[
      { name: 'e', type: 'E0', default: 'GREEN' },
      { name: 'f', type: '[E2!]' },
    ],
    ...[
      { name: 'constructor', type: 'Int' },
      { name: 'toString', type: 'String', default: '"inherited"' },
    ],
    ...[
      { name: 'x', type: 'Any' },
      { name: 'y', type: 'Any', default: '{ of: [12, 1.5], valueOf: "1" }' },
    ],
    { name: 'i', type: universe.inputs[0]?.name ?? 'Int' },
    { name: 's', type: 'String!' },
  ]
  return random.some(all, 0.3)
}
