/** Whatever happens on the way, every command is done once and every event is logged and published. */

import * as fc from 'fast-check'
import { SimulatedClock } from '../simulated/clock.ts'
import { type Fate, RoughNetwork } from '../simulated/network.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import type { Aggregates } from './aggregates.ts'
import { type Tally, type TallyCommand, type TallyEvent, type TallyRefusal, tally } from './tally.fixture.ts'

type Replica = {
  readonly aggregates: Aggregates<Tally, TallyCommand, TallyEvent, TallyRefusal>
  readonly network: RoughNetwork
  readonly gone: Promise<'gone'>
  readonly leave: () => void
}
type Given = {
  readonly id: string
  readonly expectsNew: boolean
  readonly command: TallyCommand
  readonly atMs: number
  readonly by: 'caller' | 'event'
  readonly isDeferrable: boolean
}

const command: fc.Arbitrary<TallyCommand> = fc
  .tuple(fc.constantFrom('Add', 'Take', 'Undo', 'SayAgain', 'Throw'), fc.nat(11), fc.integer({ min: 1, max: 5 }))
  .map(([type, n, amount]) => {
    const operation = uuid(type === 'Take' ? 100 + n : n)
    return type === 'Add' || type === 'Take' ? { type, operation, amount } : { type, operation }
  })
const given: fc.Arbitrary<Given> = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  expectsNew: fc.boolean(), // wrongly or not, it costs a look at most
  command,
  atMs: fc.nat(400),
  by: fc.constantFrom('caller', 'event'),
  isDeferrable: fc.boolean(),
})
const fate: fc.Arbitrary<Fate> = fc.record({
  thereMs: fc.nat(40),
  backMs: fc.nat(40),
  portion: fc.constantFrom(1, 1, 1, 1, 1, 0.5, 0),
  answered: fc.constantFrom(true, true, true, true, false),
})
const crash = fc.record({ replica: fc.nat(1), atMs: fc.nat(600) })

class Play {
  readonly clock = new SimulatedClock()
  readonly service = new SimulatedService(tally, this.clock)
  readonly #fates: Fate[]
  readonly #replicas: Replica[]
  readonly accepted: Given[] = []

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates]
    this.#replicas = [this.#replica(), this.#replica()]
  }

  async run(
    all: readonly Given[],
    crashes: readonly { readonly replica: number; readonly atMs: number }[],
  ): Promise<void> {
    for (const { replica, atMs } of crashes) this.clock.after(atMs, () => this.#crash(replica))
    let settled = 0
    all.forEach((one, index) => {
      this.clock.after(one.atMs, () => void this.#give(one, index).then(() => (settled += 1)))
    })
    await this.clock.until(() => settled === all.length)
    await this.clock.pass(1_000) // past the last crash
    for (let sweeps = 0; sweeps < 40 && this.#isUnderWay(); sweeps += 1) {
      for (const { aggregates } of this.#replicas) await this.#whole(aggregates.sweep(new Date(this.clock.now())))
      await this.clock.pass(10_000)
    }
  }

  /** An event is delivered until it is handled; a caller calls once. */
  async #give(one: Given, index: number): Promise<void> {
    for (let turn = index; ; turn += 1) {
      const replica = this.#replicas[turn % 2]
      if (!replica) return
      const deadline = one.by === 'caller' ? this.clock.elapsed() + 1_000 : undefined
      const answer = replica.aggregates
        .execute(one.id, one.command, {
          by: one.by,
          deadline,
          expectsNew: one.expectsNew,
          isDeferrable: one.isDeferrable,
        })
        .catch(String)
      const result = await Promise.race([answer, replica.gone])
      if (typeof result === 'object') return void this.accepted.push(one)
      if (one.by === 'caller' || result.includes('a fault in the rules')) return
      await new Promise<void>((resolve) => void this.clock.after(50, resolve))
    }
  }

  #crash(index: number): void {
    this.#replicas[index]?.network.cut()
    this.#replicas[index]?.leave()
    this.#replicas[index] = this.#replica()
  }

  #replica(): Replica {
    const network = new RoughNetwork(
      this.clock,
      () => this.#fates.shift() ?? { thereMs: 1, backMs: 1, portion: 1, answered: true },
    )
    const { promise: gone, resolve } = Promise.withResolvers<'gone'>()
    return { aggregates: this.service.replica(network), network, gone, leave: () => resolve('gone') }
  }

  #isUnderWay(): boolean {
    return [...this.service.documents.values()].some(({ outboxSince }) => outboxSince)
  }

  async #whole(work: Promise<unknown>): Promise<void> {
    let done = false
    void work.catch(() => undefined).then(() => (done = true))
    await this.clock.until(() => done)
  }
}

test('any commands over two replicas, with lost calls, lost answers, half-done bulks and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(given, { maxLength: 40 }),
      fc.array(fate, { maxLength: 120 }),
      fc.array(crash, { maxLength: 4 }),
      async (all, fates, crashes) => {
        const play = new Play(fates)
        await play.run(all, crashes)
        const { service, accepted } = play
        const published = new Set(service.published().map(({ id }) => id))
        for (const [id, document] of service.documents) {
          const log = service.entries.get(id) ?? []
          expect(document).toMatchObject({ version: log.length, outbox: {} })
          expect(document).not.toHaveProperty('outboxSince')
          expect(log.map(({ aggregateVersion }) => aggregateVersion)).toEqual(log.map((_, index) => index + 1))
          for (const event of log) expect(published).toContain(event.id)
          const done = log.map(({ type, operation }) => `${type} ${operation}`)
          expect(new Set(done).size).toBe(done.length)
          expect(document.state).toEqual({ sum: sumOf(log.map(({ type, data }) => ({ type, ...data }))) })
        }
        const logged = [...service.entries.values()].flat()
        expect(published.size).toBe(logged.length)
        for (const { id, command } of accepted)
          if (command.type === 'Add')
            expect(logged).toContainEqual(expect.objectContaining({ aggregateId: id, operation: command.operation }))
        expect(service.observed.alarmed).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
}, 120_000)

/** Worked out from what was added, taken and taken back, not from what the events say it came to. */
function sumOf(events: readonly { readonly type: string; readonly amount?: unknown }[]): number {
  return events.reduce((sum, { type, amount }) => sum + (type === 'Added' ? 1 : -1) * Number(amount), 0)
}
