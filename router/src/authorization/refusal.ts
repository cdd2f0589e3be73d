import type { GraphQLFormattedError } from 'graphql'
import type { Guard, Refused } from './guards.ts'

const MESSAGES: Readonly<Record<Refused, (coordinate: string) => string>> = {
  UNAUTHENTICATED: (coordinate) => `Log in first: ${coordinate} needs a valid token.`,
  FORBIDDEN: (coordinate) => `${coordinate} needs other rights than this token gives.`,
}

/** What a client gets at a field that it may not see. */
export function refusalError(
  refused: Refused,
  { coordinate }: Guard,
  path: readonly (string | number)[],
): GraphQLFormattedError {
  return { message: MESSAGES[refused](coordinate), path, extensions: { code: refused } }
}
