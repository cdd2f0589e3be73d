/** Clients: each asks some replica until it is told, and gives up after a while. What is asked again is the same operation. */
import { replicas } from './accidents.ts'
import type { Chance } from './chance.ts'
import type { Wish } from './plan.ts'
import type { Shop } from './shop.ts'
import type { World } from './world.ts'

/** What a client was told was done. */
export type Accepted = { readonly aggregate: string; readonly operation: string; readonly type: string }

const patienceMs = 5_000
const mostTries = 12

export class Clients {
  readonly accepted: Accepted[] = []
  readonly #world: World
  readonly #shop: Shop
  #waiting = 0

  constructor(world: World, shop: Shop) {
    this.#world = world
    this.#shop = shop
  }

  get areDone(): boolean {
    return this.#waiting === 0
  }

  send(wish: Wish): void {
    const { clock } = this.#world
    const chance = this.#world.chanceFor(wish.command.operation)
    for (let copy = 0; copy < wish.sent; copy += 1) {
      this.#waiting += 1
      clock.after(wish.atMs + chance.short(copy === 0 ? 1 : 2_000), () => this.#ask(wish, chance, 1))
    }
  }

  #ask(wish: Wish, chance: Chance, tries: number): void {
    const { clock, tell } = this.#world
    const { service, to, command } = wish
    const replica = chance.whole(0, replicas - 1)
    let settled = false
    const settle = (told: string, done: boolean) => {
      if (settled) return
      settled = true
      cancel()
      tell(`a client of ${service} ${replica}: ${command.type} ${to} (${command.operation}): ${told}`)
      if (done || tries === mostTries) this.#waiting -= 1
      else clock.after(chance.short(1_000), () => this.#ask(wish, chance, tries + 1))
    }
    const cancel = clock.after(patienceMs + 1_000, () => settle('no answer', false))
    const asked = this.#shop.ask(replica, wish, clock.now() + patienceMs)
    if (!asked) return settle('nobody is there', false)
    asked.then(
      ({ refused, repeated, version }) => {
        if (!refused && !repeated)
          this.accepted.push({ aggregate: to, operation: command.operation, type: command.type })
        settle(refused ? refused.refused : `version ${version}${repeated ? ', as before' : ''}`, true)
      },
      (error: unknown) => settle(String(error), false),
    )
  }
}
