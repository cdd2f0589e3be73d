/**
 * A world of the model as a row of whole numbers: the states of the four players, the set of messages in flight as the bits of
 * one number, and how often each thing that is not free has happened.
 */
export type World = readonly number[]

export const player = { order: 0, product: 1, account: 2, delivery: 3 }
const inFlight = 4
export const spent = { person: 5, deadline: 6, carrier: 7, stocker: 8, giver: 9, duplicate: 10, loss: 11, nudge: 12 }
export const width = 13

/** The bits of a number that holds whole numbers exactly. */
const MOST_MESSAGES = 53

export function worldOf(players: readonly number[], messages: readonly number[]): World {
  return sending([...players, ...Array<number>(width - players.length).fill(0)], messages)
}

export const at = (world: World, place: number): number => world[place] ?? 0
export const spend = (world: World, slot: number): World => world.with(slot, at(world, slot) + 1)
export const isQuiet = (world: World): boolean => at(world, inFlight) === 0
export const isFlying = (world: World, message: number): boolean => has(at(world, inFlight), message)

export function without(world: World, message: number): World {
  return world.with(inFlight, at(world, inFlight) - 2 ** message)
}

/** A message that is in flight already is so still: it is a set. */
export function sending(world: World, messages: readonly number[]): World {
  let set = at(world, inFlight)
  for (const message of messages) {
    if (message >= MOST_MESSAGES) throw new Error(`more than ${MOST_MESSAGES} different messages`)
    if (!has(set, message)) set += 2 ** message
  }
  return world.with(inFlight, set)
}

const { floor } = Math // a global costs more than the sum under jest
const has = (set: number, bit: number): boolean => floor(set / 2 ** bit) % 2 === 1
