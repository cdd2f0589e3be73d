import type { Clock } from './ports.ts'

/**
 * Runs something again and again, the next time so long after the last has ended. Answers how to stop: it waits for the one under way.
 *
 * @example
 * const stop = every(systemClock, 5_000, () => sweep(), (error) => log.warn({ err: error }, 'could not sweep'))
 * await stop()
 */
export function every(
  clock: Clock,
  milliseconds: number,
  run: () => Promise<unknown>,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false
  let cancel = (): void => undefined
  let underWay: Promise<unknown> = Promise.resolve()
  const again = () => {
    cancel = clock.after(milliseconds, () => {
      underWay = run()
        .catch(failed)
        .finally(() => {
          if (!stopped) again()
        })
    })
  }
  again()
  return async () => {
    stopped = true
    cancel()
    await underWay
  }
}
