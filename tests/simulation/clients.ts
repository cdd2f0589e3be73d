/** Clients: each sends a request to some replica until it is answered, and gives up after a timeout. A retry is the same request. */
import type { Outcome } from '@shop/events/aggregates/outcome.ts'
import type { AnyState } from '@shop/events/decider.ts'
import { replicas } from './accidents.ts'
import type { Chance } from './chance.ts'
import { type PlannedRequest, type ScheduledRequest, under } from './plan.ts'
import type { SimulatedShop } from './shop.ts'
import type { SimulatedWorld } from './world.ts'

/** What was acknowledged to a client. */
export type Accepted = { readonly aggregate: string; readonly operation: string; readonly type: string }

const timeoutMs = 5_000
const maxTries = 12
const keyed: ReadonlySet<string> = new Set(['PlaceOrder', 'RestockProduct', 'AddPoints'])

export class SimulatedClients {
  readonly accepted: Accepted[] = []
  /** The operations that clients were given for an idempotency key. */
  readonly claimed = new Map<string, Set<string>>()
  readonly #world: SimulatedWorld
  readonly #shop: SimulatedShop
  #waiting = 0

  constructor(world: SimulatedWorld, shop: SimulatedShop) {
    this.#world = world
    this.#shop = shop
  }

  get areDone(): boolean {
    return this.#waiting === 0
  }

  send(scheduled: ScheduledRequest): void {
    const { clock } = this.#world
    const chance = this.#world.chanceFor(scheduled.command.operation)
    for (let copy = 0; copy < scheduled.sent; copy += 1) {
      this.#waiting += 1
      clock.after(scheduled.atMs + chance.short(copy === 0 ? 1 : 2_000), () => this.#request(scheduled, chance, 1))
    }
  }

  #request(scheduled: ScheduledRequest, chance: Chance, tries: number): void {
    const { clock, trace } = this.#world
    const { service, command } = scheduled
    const replica = chance.whole(0, replicas - 1)
    let settled = false
    const settle = (result: string, done: boolean) => {
      if (settled) return
      settled = true
      cancel()
      trace(`a client of ${service} ${replica}: ${command.type} ${scheduled.to} (${command.operation}): ${result}`)
      if (done || tries === maxTries) this.#waiting -= 1
      else clock.after(chance.short(1_000), () => this.#request(scheduled, chance, tries + 1))
    }
    const cancel = clock.after(timeoutMs + 1_000, () => settle('no answer', false))
    this.#execute(replica, scheduled, chance).then(
      ({ refused, repeated, version }) =>
        settle(refused ? refused.refused : `version ${version}${repeated ? ', as before' : ''}`, true),
      (error: unknown) => settle(String(error), false),
    )
  }

  /** As a resolver does it: the key first, where there is one. */
  async #execute(replica: number, scheduled: ScheduledRequest, chance: Chance): Promise<Outcome<AnyState>> {
    const deadline = this.#world.clock.elapsed() + timeoutMs
    const { command } = scheduled
    const request = keyed.has(command.type)
      ? under(scheduled, await this.#operation(replica, scheduled, chance))
      : this.#known(scheduled)
    const outcome = await (this.#shop.request(replica, request, deadline) ?? unavailable())
    if (!outcome.refused && !outcome.repeated)
      this.accepted.push({ aggregate: request.to, operation: request.command.operation, type: command.type })
    return outcome
  }

  /** The planned operation is the key, and most often what it is first claimed for. */
  async #operation(replica: number, { service, command }: ScheduledRequest, chance: Chance): Promise<string> {
    const { operation: key, ...input } = command
    const operation = chance.is(0.7) ? key : this.#world.newId()
    const claimed = await (this.#shop.claim(replica, service, { caller: 'client', key, operation, input }) ??
      unavailable())
    if (claimed === 'conflict') throw new Error('a conflict')
    this.claimed.set(key, (this.claimed.get(key) ?? new Set()).add(claimed.operation))
    return claimed.operation
  }

  /** Of an order that was placed under another operation than planned. */
  #known(request: PlannedRequest): PlannedRequest {
    const [placed = request.to] = this.claimed.get(request.to) ?? []
    return { ...request, to: placed }
  }
}

function unavailable(): Promise<never> {
  return Promise.reject(new Error('no replica is there'))
}
