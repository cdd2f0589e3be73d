import { setTimeout as after } from 'node:timers/promises'

/**
 * One answer for all who ask while another is being made: never an older one than they asked for. Making answers takes half of
 * the time at most, however many ask.
 */
export function sharedAnswer<Answer>(make: () => Promise<Answer>): () => Promise<Answer> {
  let current: Promise<unknown> | undefined
  let next: Promise<Answer> | undefined
  const begin = (): Promise<Answer> => {
    next = undefined
    const began = performance.now()
    const making = make()
    const rest = (): Promise<unknown> => after(performance.now() - began, undefined, { ref: false })
    const over = making.then(rest, rest)
    current = over
    const forget = (): void => {
      if (current === over) current = undefined
    }
    over.then(forget, forget)
    return making
  }
  return () => (current ? (next ??= current.then(begin, begin)) : begin())
}
