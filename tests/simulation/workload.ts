/** The requests of buyers, carriers and admins. */
import type { DeliveryStatus } from '@shop/contract/values.ts'
import type { Chance } from './chance.ts'
import type { PlannedRequest, ScheduledRequest } from './plan.ts'
import { start } from './world.ts'

const buyers = ['ann', 'ann', 'ann', 'bob', 'bob', 'poor', 'stranger'] as const // no admin gives the stranger points
const products = ['tea', 'tea', 'tea', 'pot', 'pot', 'rare', 'unknown'] as const // no admin adds the unknown one

export function someWorkload(chance: Chance, lastsMs: number): ScheduledRequest[] {
  const some = new WorkloadBuilder(chance, lastsMs)
  some.stock()
  const orders = Array.from({ length: chance.pick([1, 3, 8, 20, 40]) }, () => some.order())
  for (const order of orders) some.afterwards(order)
  return some.all.toSorted((a, b) => a.atMs - b.atMs)
}

type PlannedOrder = { readonly id: string; readonly atMs: number }

class WorkloadBuilder {
  readonly all: ScheduledRequest[] = []
  readonly #chance: Chance
  readonly #lastsMs: number

  constructor(chance: Chance, lastsMs: number) {
    this.#chance = chance
    this.#lastsMs = lastsMs
  }

  /** Mostly before the first order, now and then in the midst of them. */
  stock(): void {
    const shelf = { tea: 1_000, pot: this.#chance.whole(5, 60), rare: this.#chance.whole(0, 3) }
    for (const [name, stock] of Object.entries(shelf)) {
      const price = this.#chance.whole(1, 10)
      this.#inventory(name, this.#early(), (operation) => ({ type: 'AddProduct', operation, name, price, stock }))
    }
    const purse = { ann: 10_000, bob: this.#chance.whole(50, 500), poor: this.#chance.whole(1, 20) }
    for (const [to, amount] of Object.entries(purse)) this.#give(to, amount, this.#early())
    for (let more = this.#chance.whole(0, 4); more > 0; more -= 1) this.#more()
  }

  order(): PlannedOrder {
    const chance = this.#chance
    const atMs = chance.whole(0, this.#lastsMs)
    const id = this.#id(atMs)
    const command = {
      ...({ type: 'PlaceOrder', operation: id } as const),
      ...{ userId: chance.pick(buyers), productId: chance.pick(products), quantity: chance.short(20) },
      ...{ address: '1 Harbour Road', expectedUnitPrice: chance.is(0.2) ? chance.whole(1, 10) : null },
    }
    this.#schedule(atMs, { service: 'order', to: id, command })
    return { id, atMs }
  }

  afterwards(order: PlannedOrder): void {
    const chance = this.#chance
    for (let cancels = chance.pick([0, 0, 0, 1, 2]); cancels > 0; cancels -= 1) {
      const atMs = this.#after(order)
      const operation = this.#id(atMs)
      this.#schedule(atMs, {
        service: 'order',
        to: order.id,
        command: { type: 'CancelOrder', operation, reason: null },
      })
    }
    for (let advances = chance.pick([0, 2, 5]); advances > 0; advances -= 1) {
      const atMs = this.#after(order)
      const to: DeliveryStatus | undefined = chance.pick([undefined, undefined, 'SHIPPED', 'DELIVERED'])
      const command = { type: 'AdvanceDelivery', operation: this.#id(atMs), to } as const
      this.#schedule(atMs, { service: 'delivery', to: order.id, command })
    }
  }

  #more(): void {
    const chance = this.#chance
    const atMs = chance.whole(0, this.#lastsMs)
    const product = chance.pick(products)
    const [quantity, price] = [chance.whole(1, 20), chance.whole(1, 10)]
    const what = chance.pick(['restock', 'reprice', 'give'])
    if (what === 'give') this.#give(chance.pick(['ann', 'bob', 'poor']), quantity, atMs)
    else if (what === 'restock')
      this.#inventory(product, atMs, (operation) => ({ type: 'RestockProduct', operation, quantity }))
    else this.#inventory(product, atMs, (operation) => ({ type: 'ChangePrice', operation, price }))
  }

  #give(to: string, amount: number, atMs: number): void {
    this.#schedule(atMs, { service: 'pay', to, command: { type: 'AddPoints', operation: this.#id(atMs), amount } })
  }

  #inventory(
    to: string,
    atMs: number,
    command: (operation: string) => Extract<PlannedRequest, { service: 'inventory' }>['command'],
  ): void {
    this.#schedule(atMs, { service: 'inventory', to, command: command(this.#id(atMs)) })
  }

  #schedule(atMs: number, request: PlannedRequest): void {
    this.all.push({ ...request, atMs, sent: this.#chance.pick([1, 1, 1, 2, 3]) })
  }

  #early(): number {
    return this.#chance.is(0.8) ? 0 : this.#chance.whole(0, this.#lastsMs)
  }

  /** Often while the saga runs. */
  #after({ atMs }: PlannedOrder): number {
    return atMs + this.#chance.short(this.#chance.pick([100, 2_000, this.#lastsMs]))
  }

  /** UUIDv7 of that moment, the same whatever else is taken out of the plan. */
  #id(atMs: number): string {
    const time = (start + atMs).toString(16).padStart(12, '0')
    const number = (this.all.length + 1).toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-9000-${number}`
  }
}
