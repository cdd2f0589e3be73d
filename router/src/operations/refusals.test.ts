import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { buildSchema } from 'graphql'
import { SMALL_LIMITS } from '../../testing/document-limits.ts'
import { validOperation } from './document.ts'
import { Refusals } from './operation-cache.ts'
import { RequestError } from './request-error.ts'

const schema = buildSchema('type Query { book: Int }')
const rules = { limits: SMALL_LIMITS, introspection: true }

function refusalOf(query: string): RequestError {
  try {
    validOperation(query, undefined, schema, rules)
  } catch (error) {
    if (error instanceof RequestError) return error
  }
  throw new Error('it was not refused')
}

test('what was refused once is refused again in the same words', () => {
  const refusals = new Refusals()
  const refusal = refusalOf('{ bok }')
  refusals.set('hash', refusal)
  const again = refusals.get('hash')
  expect(again).toBeInstanceOf(RequestError)
  expect(again).toEqual(refusal)
  expect(refusals.get('another')).toBeUndefined()
})

test('texts that were refused are not kept, only why', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const megabytes = (): number => {
    collect()
    return process.memoryUsage().heapUsed / 1e6
  }
  const refusals = new Refusals()
  const before = megabytes()
  for (let n = 0; n < 300; n++) {
    const query = `{ aFieldThatIsNotThere${n} } # ${String(n).repeat(100_000)}`
    const refused = (): RequestError => refusalOf(query)
    refusals.set(`${n}`, refused())
  }
  expect(megabytes() - before).toBeLessThan(5)
  expect(refusals.get('299')?.message).toMatch(/aFieldThatIsNotThere299/)
})
