/** A fetch that is being planned directly, with the fetches that need what it brings. */

import { OperationTypeNode, type OperationDefinitionNode } from 'graphql'
import type { FetchStep, PlanForm, PlanStep, Requirement } from '../plan-form.ts'
import { joined, typeText, valueText } from './value-text.ts'

/** What each fetch may repeat of the client's operation. */
export type OperationTexts = {
  readonly name: string | undefined
  /** By variable. */
  readonly definitions: ReadonlyMap<string, string>
}

export function textsOf({ name, variableDefinitions = [] }: OperationDefinitionNode): OperationTexts {
  const definitions = variableDefinitions.map(({ variable, type, defaultValue }) => {
    const start = `$${variable.name.value}:${typeText(type)}`
    return [variable.name.value, defaultValue ? `${start}=${valueText(defaultValue)}` : start] as const
  })
  return { name: name?.value, definitions: new Map(definitions) }
}

type Entities = { readonly type: string; readonly requires: readonly Requirement[] }

export class DirectFetch {
  readonly service: string
  readonly path: readonly string[]
  readonly kind: OperationTypeNode
  /** Of the client, that it uses. */
  readonly variables = new Set<string>()
  readonly following: DirectFetch[] = []
  readonly #entities: Entities | undefined
  readonly #selected = new Map<string, string>()

  /** @param entities what is fetched of objects that are there; of the operation's root without it */
  constructor(service: string, path: readonly string[], kind: OperationTypeNode, entities?: Entities) {
    this.service = service
    this.path = path
    this.kind = kind
    this.#entities = entities
  }

  /** A further fetch, of objects that this one brings. */
  entities(service: string, path: readonly string[], type: string, requires: readonly Requirement[]): DirectFetch {
    const fetch = new DirectFetch(service, path, OperationTypeNode.QUERY, { type, requires })
    this.following.push(fetch)
    return fetch
  }

  /** @param text of the field called so in the answer */
  select(key: string, text: string): void {
    this.#selected.set(key, text)
  }

  step({ name: client, definitions }: OperationTexts, number: number): FetchStep {
    const name = client === undefined ? undefined : `${client}__${asName(this.service)}__${number}`
    const own = `{${joined(this.#selected.values())}}`
    const { type, requires } = this.#entities ?? {}
    const selection = type === undefined ? own : `{_entities(representations:$representations){...on ${type}${own}}}`
    return {
      kind: 'fetch',
      service: this.service,
      operation: `${this.#start(definitions, name)}${selection}`,
      ...(name !== undefined && { operationName: name }),
      operationKind: this.kind,
      variables: [...this.variables].map((variable) => [variable, variable]),
      keys: [...this.#selected.keys()],
      path: this.path,
      ...(requires && { requires }),
    }
  }

  #start(known: OperationTexts['definitions'], name: string | undefined): string {
    const definitions = [...known].flatMap(([variable, text]) => (this.variables.has(variable) ? [text] : []))
    const all = this.#entities ? ['$representations:[_Any!]!', ...definitions] : definitions
    if (name === undefined && all.length === 0 && this.kind === OperationTypeNode.QUERY) return ''
    return `${this.kind}${name === undefined ? '' : ` ${name}`}${all.length > 0 ? `(${joined(all)})` : ''}`
  }
}

type RootSteps = Pick<PlanForm, 'primary' | 'step'>

/** @param fetches of the root: of a subscription only one, after which the others run for each event */
export function stepsOf(fetches: readonly DirectFetch[], texts: OperationTexts): RootSteps {
  const steps = new FetchSteps(texts)
  const [first] = fetches
  if (first?.kind !== OperationTypeNode.SUBSCRIPTION) return { step: beside(fetches.map((fetch) => steps.of(fetch))) }
  return { primary: steps.alone(first), ...(first.following.length > 0 && { step: steps.following(first) }) }
}

/** Fetches are counted as the planner does it: each before those that follow it, which run beside each other. */
class FetchSteps {
  readonly #texts: OperationTexts
  #count = 0

  constructor(texts: OperationTexts) {
    this.#texts = texts
  }

  of(fetch: DirectFetch): PlanStep {
    const own = this.alone(fetch)
    if (fetch.following.length === 0) return own
    const next = this.following(fetch)
    return { kind: 'sequence', steps: [own, ...(next.kind === 'sequence' ? next.steps : [next])] }
  }

  alone(fetch: DirectFetch): FetchStep {
    return fetch.step(this.#texts, this.#count++)
  }

  following(fetch: DirectFetch): PlanStep {
    return beside(fetch.following.map((each) => this.of(each)))
  }
}

function beside(steps: readonly PlanStep[]): PlanStep {
  const [only, another] = steps
  return only && !another ? only : { kind: 'parallel', steps }
}

/** What the planner makes of a subgraph's name in the name of an operation. */
function asName(service: string): string {
  const name = service.replaceAll('-', '_').replaceAll(/[^_0-9A-Za-z]/g, '')
  return /^[0-9]/.test(name) ? `_${name}` : name
}
