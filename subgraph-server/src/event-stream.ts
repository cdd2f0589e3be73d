import { createSourceEventStream, execute, GraphQLError, Kind, locatedError } from 'graphql'
import type { ExecutionArgs, ExecutionResult } from 'graphql'
import { CallerError } from '@shop/events/caller-error.ts'
import { isOutage } from '@shop/events/outage.ts'
import { innermost } from './masking.ts'

export type ExecutionResults = AsyncIterableIterator<ExecutionResult>

/**
 * graphql-js's `subscribe`, with a fresh context for every event: loaders must not answer for an event what they have seen
 * for an earlier one. Ending the result ends the source at once, also while it waits for its next event. An event that cannot be read in an
 * outage ends the stream with that error: half of it would be taken for the whole, and it does not come again, but to one who subscribes
 * again. `ended` is called once, however the stream ends, also where it never began.
 */
export async function subscribe(
  args: ExecutionArgs,
  freshContext: () => unknown,
  ended: () => void,
): Promise<ExecutionResults | ExecutionResult> {
  let open = true
  const end = () => {
    if (open) ended()
    open = false
  }
  const source = await createSourceEventStream({ ...args, contextValue: freshContext() })
  if (!(Symbol.asyncIterator in source)) {
    end()
    return withInputCode(source)
  }
  const events = source[Symbol.asyncIterator]()
  const results: ExecutionResults = {
    next: async () => {
      try {
        const { done, value } = await events.next()
        if (!done) {
          const result = await execute({ ...args, rootValue: value, contextValue: freshContext() })
          const outage = result.errors?.find((error) => isOutage(innermost(error)))
          if (!outage) return { done, value: result }
          await events.return?.()
          throw outage
        }
      } catch (error) {
        end()
        const isOurs = error instanceof GraphQLError || error instanceof CallerError
        throw isOurs ? locatedError(error, undefined, pathOf(args)) : error
      }
      end()
      return { done: true, value: undefined }
    },
    return: async () => {
      end()
      await events.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => results,
  }
  return results
}

/** Of the one field that a subscription selects. */
function pathOf({ document, operationName }: ExecutionArgs): readonly string[] {
  const operation = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .find(({ name }) => operationName == null || name?.value === operationName)
  const [field] = operation?.selectionSet.selections ?? []
  return field?.kind === Kind.FIELD ? [(field.alias ?? field.name).value] : []
}

/** Before there is a stream, an error without a path is one of the variables, which graphql-js leaves without a code. */
function withInputCode(result: ExecutionResult): ExecutionResult {
  const errors = result.errors?.map((error) => {
    if (error.path || error.originalError) return error
    return new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } })
  })
  return { ...result, ...(errors && { errors }) }
}
