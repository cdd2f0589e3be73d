import { useSearchParams } from 'react-router'
import type { DeadLetterKind } from '../generated/graphql.ts'
import { failureOf } from '../graph/errors.ts'

export const KINDS = ['FAILED', 'MALFORMED', 'PARKED'] as const satisfies readonly DeadLetterKind[]

/** Null: not looked at. */
export type Filter = {
  readonly service: string | null
  readonly kind: DeadLetterKind | null
  readonly eventType: string | null
  readonly orderId: string | null
}

/** The name of each in the address. */
export type FilterName = 'service' | 'kind' | 'type' | 'order'

/** What is looked for among the dead letters, as the address has it; and what changes it, where `''` removes a criterion. */
export function useFilter(): readonly [Filter, (name: FilterName, value: string) => void, () => void] {
  const [params, setParams] = useSearchParams()
  const text = (name: FilterName): string | null => params.get(name)?.trim() || null
  const filter = {
    service: text('service'),
    kind: KINDS.find((each) => each === params.get('kind')) ?? null,
    eventType: text('type'),
    orderId: text('order'),
  }
  const changeTo = (values: readonly (readonly [FilterName, string])[]): void => {
    const after = new URLSearchParams(location.search) // `params` are those of the last rendering
    for (const [name, value] of values) {
      if (value === '') after.delete(name)
      else after.set(name, value)
    }
    setParams(after, { replace: true })
  }
  const clear = (): void => changeTo((['service', 'kind', 'type', 'order'] as const).map((name) => [name, '']))
  return [filter, (name, value) => changeTo([[name, value]]), clear]
}

export const isFiltered = (filter: Filter): boolean => Object.values(filter).some((value) => value !== null)

/** The criterion whose value the shop refused; undefined where it refused something else. */
export function wrongCriterion(error: unknown): 'service' | 'eventType' | 'orderId' | undefined {
  if (error === undefined || failureOf(error).code !== 'BAD_USER_INPUT') return undefined
  const { argument } = failureOf(error)
  return (['service', 'eventType', 'orderId'] as const).find((name) => name === argument)
}
