/** Runs something again and again, the next time so long after the last has ended. Answers how to stop: it waits for the one under way. */
export function every(
  milliseconds: number,
  run: () => Promise<unknown>,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout
  let underWay: Promise<unknown> = Promise.resolve()
  const again = () => {
    timer = setTimeout(() => {
      underWay = run()
        .catch(failed)
        .finally(() => {
          if (!stopped) again()
        })
    }, milliseconds)
  }
  again()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await underWay
  }
}
