/** How often something was said, how much of it, and how large. */
export type Amount = { readonly times: number; readonly rows: number; readonly bytes: number }
/** By service, then by what was said. */
export type Traffic = Readonly<Record<string, Readonly<Record<string, Amount>>>>

export class TrafficTally {
  readonly #amounts = new Map<string, Amount>()

  add(what: string, { times = 0, rows = 0, bytes = 0 }: Partial<Amount>): void {
    const before = this.#amounts.get(what)
    this.#amounts.set(what, {
      times: (before?.times ?? 0) + times,
      rows: (before?.rows ?? 0) + rows,
      bytes: (before?.bytes ?? 0) + bytes,
    })
  }

  get amounts(): Readonly<Record<string, Amount>> {
    return Object.fromEntries(this.#amounts)
  }
}

/** What was said between two looks, less what is said without any order in so many seconds, each divided by `orders`. */
export function trafficOfOrders(
  { before, after, seconds, orders }: TrafficSpan & { readonly orders: number },
  idle: TrafficSpan,
): Traffic {
  const [said, always] = [between(before, after), between(idle.before, idle.after)]
  const share = seconds / idle.seconds
  return mapped(said, (amount, service, what) => {
    const without = (of: keyof Amount): number =>
      Math.max(0, (amount[of] - share * (always[service]?.[what]?.[of] ?? 0)) / Math.max(1, orders))
    return { times: without('times'), rows: without('rows'), bytes: without('bytes') }
  })
}

type TrafficSpan = { readonly before: Traffic; readonly after: Traffic; readonly seconds: number }

function between(before: Traffic, after: Traffic): Traffic {
  return mapped(after, (amount, service, what) => {
    const had = before[service]?.[what]
    if (!had) return amount
    return { times: amount.times - had.times, rows: amount.rows - had.rows, bytes: amount.bytes - had.bytes }
  })
}

function mapped(traffic: Traffic, change: (amount: Amount, service: string, what: string) => Amount): Traffic {
  return Object.fromEntries(
    Object.entries(traffic).map(([service, amounts]) => [
      service,
      Object.fromEntries(Object.entries(amounts).map(([what, amount]) => [what, change(amount, service, what)])),
    ]),
  )
}
