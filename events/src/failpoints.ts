/**
 * Points where a test can have the process crash. Off unless armed; a call then costs one comparison.
 * The configuration refuses to arm them in production.
 */

export type Failpoint =
  | 'before-write'
  | 'after-write'
  | 'after-log'
  | 'after-publish'
  | 'before-mark'
  | 'after-mark'
  | 'before-ack'
  | 'after-ack'

type Reached = (failpoint: Failpoint, eventTypes: () => readonly string[]) => void

let reached: Reached | undefined

/** `whenReached` is called at every failpoint from now on; undefined disarms them. */
export function armFailpoints(whenReached: Reached | undefined): void {
  reached = whenReached
}

/** `eventTypes` names what is being written, logged, published, marked or acknowledged. */
export function failpoint(name: Failpoint, eventTypes: () => readonly string[]): void {
  if (reached) reached(name, eventTypes)
}
