import type { GraphQLFormattedError } from 'graphql'
import type { Guard, DenialCode } from './guards.ts'

const MESSAGES: Readonly<Record<DenialCode, (coordinate: string) => string>> = {
  UNAUTHENTICATED: (coordinate) => `Log in first: ${coordinate} needs a valid token.`,
  FORBIDDEN: (coordinate) => `${coordinate} needs other rights than this token gives.`,
}

/** What a client gets at a field that it may not see. */
export function refusalError(
  refused: DenialCode,
  { coordinate }: Guard,
  path: readonly (string | number)[],
): GraphQLFormattedError {
  return { message: MESSAGES[refused](coordinate), path, extensions: { code: refused } }
}
