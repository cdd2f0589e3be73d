/** What a refusal must be: one error with its code, which names the argument, and nothing of the machine in it. */
import type { Client } from '../component/client.ts'
import { type As, bearer } from '../component/tokens.ts'

type Errors = {
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}

const ofTheMachine = /\/(work|home|tmp|root|usr|app)\/|node_modules|\.ts\b|\bat .+:\d+:\d+|mongo|nats:|127\.0\.0\.1/i

export type ExpectedRefusal = { readonly code: string; readonly argument: string }

export async function expectRefused(
  client: Client,
  query: string,
  variables: object,
  as: As,
  refusal: ExpectedRefusal,
): Promise<void> {
  const response = await client.post(JSON.stringify({ query, variables }), await bearer(as))
  const text = await response.text()
  expect(codeIn(text)).toBe(refusal.code)
  const [error] = (JSON.parse(text) as Errors).errors
  expect(error?.message).toMatch(new RegExp(`(^|")${refusal.argument.replaceAll('.', '\\.')}("|:)`))
  expect(text.length).toBeLessThan(600)
}

/** The code of an answer's only error. The answer must not reveal the machine that gave it. */
export function codeIn(text: string): string | undefined {
  expect(text).not.toMatch(ofTheMachine)
  const { errors } = JSON.parse(text) as Errors
  expect(errors.length).toBe(1)
  return errors[0]?.extensions.code
}
