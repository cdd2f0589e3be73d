/**
 * A world of the model as a row of whole numbers: the states of the four services; the set of messages in flight, as the bits of
 * one number; and how often each thing that is not free has happened, as the octal digits of another.
 */
export type ModelWorld = readonly number[]

export const aggregateModel = { order: 0, product: 1, account: 2, delivery: 3 }
const inFlight = 4
const spending = 5
export const width = 6

/** The octal digit that counts each. */
export const spent = { person: 0, deadline: 1, carrier: 2, stocker: 3, giver: 4, duplicate: 5, loss: 6, nudge: 7 }

/** The bits of a number that holds whole numbers exactly. */
const MAX_MESSAGES = 53

export function worldOf(states: readonly number[], messages: readonly number[]): ModelWorld {
  return sending([...states, 0, 0], messages)
}

export const stateOf = (world: ModelWorld, who: number): number => world[who] ?? 0
export const spentOn = (world: ModelWorld, slot: number): number => floor((world[spending] ?? 0) / octal(slot)) % 8
export const spend = (world: ModelWorld, slot: number): ModelWorld =>
  world.with(spending, (world[spending] ?? 0) + octal(slot))

export const isQuiet = (world: ModelWorld): boolean => flying(world) === 0
export function forEachFlying(world: ModelWorld, visit: (message: number) => void): void {
  for (let set = flying(world), message = 0; set > 0; set = floor(set / 2), message++) if (set % 2 === 1) visit(message)
}
export const without = (world: ModelWorld, message: number): ModelWorld =>
  world.with(inFlight, flying(world) - bit(message))

/** A message that is in flight already is so still: it is a set. */
export function sending(world: ModelWorld, messages: readonly number[]): ModelWorld {
  let set = flying(world)
  for (const message of messages) {
    if (message >= MAX_MESSAGES) throw new Error(`more than ${MAX_MESSAGES} different messages`)
    if (!has(set, message)) set += bit(message)
  }
  return world.with(inFlight, set)
}

const flying = (world: ModelWorld): number => world[inFlight] ?? 0
// Looked up: a power costs more than the rest of a step.
const bits = Array.from({ length: MAX_MESSAGES }, (_, message) => 2 ** message)
const octals = Array.from({ length: 8 }, (_, slot) => 8 ** slot)
const bit = (message: number): number => bits[message] ?? 0
const octal = (slot: number): number => octals[slot] ?? 1
const { floor } = Math // a global costs more than the sum under jest
const has = (set: number, message: number): boolean => floor(set / bit(message)) % 2 === 1
