/** A generator that ends at once when its reader leaves, also while it waits for the next event. */
export function abortable<Value>(
  generate: (signal: AbortSignal) => AsyncGenerator<Value, void, void>,
): AsyncIterableIterator<Value, void, void> {
  const left = new AbortController()
  const generator = generate(left.signal)
  return {
    next: () => generator.next(),
    return: async () => {
      left.abort()
      return generator.return()
    },
    throw: async (error) => {
      left.abort()
      return generator.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
