import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'

/** An error as the protocol's server wants it, which is sent as it is: locations included. */
export class OperationError extends GraphQLError {
  readonly #formatted: GraphQLFormattedError

  constructor(formatted: GraphQLFormattedError) {
    super(formatted.message)
    this.#formatted = formatted
  }

  override toJSON(): GraphQLFormattedError {
    return this.#formatted
  }
}
