/** A client of the shop's router. */
import { z } from 'zod'
import type { Poster } from '../http.ts'
import { OrderRefused } from '../system.ts'

const Answer = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() })).optional(),
})

/** One operation, sent many times: its text is put into JSON once. Rejects with a Refused of the first error's code. */
export type GraphqlRequest<Variables, Result> = (token: string, variables: Variables) => Promise<Result>

export function operation<Variables, Schema extends z.ZodType>(
  { post }: Poster,
  query: string,
  result: Schema,
): GraphqlRequest<Variables, z.output<Schema>> {
  const beginning = `{"query":${JSON.stringify(query)},"variables":`
  return async (token, variables) => {
    const answer = await post('/graphql', `${beginning}${JSON.stringify(variables)}}`, {
      authorization: `Bearer ${token}`,
    })
    const { data, errors } = Answer.parse(answer)
    const first = errors?.[0]
    if (first) throw new OrderRefused(first.extensions?.code ?? 'ERROR', first.message)
    return result.parse(data)
  }
}
