import { GraphQLError } from 'graphql'
import { Registry } from 'prom-client'
import { admission } from './admission.ts'

function refusalAt(waiting: number, failingMs = 0): unknown {
  const admit = admission({
    ...{ backlog: () => waiting, maxBacklog: 1_000 },
    ...{ failingForMs: () => failingMs, maxFailingMs: 60_000, registry: new Registry() },
  })
  try {
    return admit()
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions : error
  }
}

test('orders are taken on until the backlog has its bound', () => {
  expect([refusalAt(0), refusalAt(999)]).toEqual([undefined, undefined])
})

test('from then on they are refused, with a time that grows with what there is to do, up to a minute', () => {
  const unavailable = (retryAfter: number) => ({ code: 'SERVICE_UNAVAILABLE', retryAfter })
  expect([1_000, 1_500, 3_000, 1_000_000].map(refusalAt)).toEqual([1, 3, 10, 60].map(unavailable))
})

test('where nothing could be published for a minute no order is taken on, until something is', () => {
  expect(refusalAt(0, 59_999)).toBeUndefined()
  expect(refusalAt(0, 60_000)).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 })
})
