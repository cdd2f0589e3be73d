import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import { z } from 'zod'
import type { Result } from '../executor.ts'

type GatewayResult = {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly Error[]
  readonly extensions?: Record<string, unknown>
}

/** Where nulls were put because a subgraph's answer did not fit, @apollo/gateway says so only in an extension. */
const ValueCompletion = z.object({
  valueCompletion: z.array(
    z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }),
  ),
})

export function readGatewayResult({ data, errors, extensions }: GatewayResult): Result {
  const completion = ValueCompletion.safeParse(extensions)
  const misfits = completion.success ? completion.data.valueCompletion : []
  const all = [
    ...(errors ?? []).map(formatted),
    ...misfits.map(({ message, path }) => ({ message, ...(path && { path }) })),
  ]
  return { ...(data !== undefined && { data }), ...(all.length > 0 && { errors: all }) }
}

function formatted(error: Error): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) return { message: error.message }
  const { serviceName, ...extensions } = error.extensions
  return {
    message: error.message,
    ...(error.path && { path: error.path }),
    extensions: { ...extensions, ...(serviceName !== undefined && { service: serviceName }) },
  }
}
