/** Plays a plan until the shop is at rest, and checks the outcome. */
import { createHash } from 'node:crypto'
import type { Accident } from './accidents.ts'
import { replicas, services } from './accidents.ts'
import { SimulatedClients } from './clients.ts'
import { type SimulationOverrides, real } from './overrides.ts'
import type { SimulationPlan } from './plan.ts'
import { SimulatedShop } from './shop.ts'
import { runFaults } from './run-faults.ts'
import { SimulatedSubscribers } from './subscribers.ts'
import { SimulatedWorld } from './world.ts'

export type Played = {
  /** What is wrong, one line a finding. */
  readonly broken: readonly string[]
  /** Scheduled events: a call that arrives, an answer, a delivery, a timer. */
  readonly steps: number
  readonly handled: number // messages
  readonly events: number // logged
  readonly replayed: number // dead letters
  /** How the orders ended, by status and reason. */
  readonly ends: readonly string[]
  /** The same for the same history, and for no other. */
  readonly fingerprint: string
}

const settleWithinMs = 600_000 // and three times the deadline of the whole way: a nudge, the deadline itself, a nudge after it

const deliveredWithinMs = 300_000 // a replica may be paused for 200 s

export async function play(
  plan: SimulationPlan,
  overrides: SimulationOverrides = real,
  trace?: (line: string) => void,
): Promise<Played> {
  const world = new SimulatedWorld(plan.seed, plan.networkFaults, trace)
  const { clock } = world
  const shop = new SimulatedShop(world, plan.deadlines, overrides)
  const clients = new SimulatedClients(world, shop)
  const subscribers = new SimulatedSubscribers(world, shop, clients, plan)
  for (const accident of plan.accidents) clock.after(accident.atMs, () => befall(world, shop, accident))
  for (const request of plan.workload) clients.send(request)
  await clock.pass(plan.lastsMs)
  world.calmDown()
  subscribers.calmDown()
  for (const service of services)
    for (let replica = 0; replica < replicas; replica += 1) shop.processesOf(service).start(replica)
  shop.refill(world)
  const end = clock.now() + settleWithinMs + 3 * plan.deadlines.sagaMs
  const isSettled = () => clients.areDone && shop.isSettled && !world.isToReplay
  while (!isSettled() && clock.now() < end) {
    await clock.pass(1_000)
    world.replayDeadLetters()
  }

  const broken = isSettled() ? [] : ['it does not come to rest']
  const evidence = shop.evidence()
  const logged = Object.values(evidence.logs).flat()
  const deliveredBy = clock.now() + deliveredWithinMs
  while (!subscribers.areThrough(logged) && clock.now() < deliveredBy) await clock.pass(1_000)
  return {
    broken: [...broken, ...runFaults(world, evidence, clients), ...subscribers.faults(logged)],
    steps: clock.ran,
    handled: world.handled,
    events: logged.length,
    replayed: world.replayed,
    ends: evidence.documents.order.map(({ state }) => endOf(state)),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([clock.ran, clock.now(), evidence.documents, logged, world.stream.messages.length]))
      .digest('hex'),
  }
}

function befall(world: SimulatedWorld, shop: SimulatedShop, accident: Accident): void {
  switch (accident.what) {
    case 'crash': {
      const processes = shop.processesOf(accident.service)
      processes.crash(accident.replica)
      world.clock.after(accident.forMs, () => processes.start(accident.replica))
      return
    }
    case 'stop': {
      const processes = shop.processesOf(accident.service)
      void processes
        .stop(accident.replica)
        .then(() => world.clock.after(accident.forMs, () => processes.start(accident.replica)))
      return
    }
    case 'pause': {
      const processes = shop.processesOf(accident.service)
      const resume = processes.pause(accident.replica)
      world.clock.after(accident.forMs, resume)
      return
    }
    case 'setClock':
      return shop.processesOf(accident.service).setClock(accident.replica, accident.byMs)
    case 'poison':
      world.trace(`${accident.service} cannot handle some messages for ${accident.forMs} ms`)
      return world.poison(accident.service, accident.forMs)
    case 'away':
      world.trace(`${accident.engine} is away for ${accident.forMs} ms`)
      return world.away(accident.engine, accident.forMs)
    case 'lose':
      world.trace(`NATS loses ${world.stream.lose(world.clock.now() - accident.lastMs)} messages`)
      return
    case 'forget':
      world.trace(`NATS loses what was acknowledged in the last ${accident.lastMs} ms`)
      for (const service of services) shop.processesOf(service).durable.forgetSince(world.clock.now() - accident.lastMs)
  }
}

function endOf(state: object): string {
  const said = ['status', 'rejection'].map((field) => Object.entries(state).find(([name]) => name === field)?.[1])
  const refused = 'cancellationRefused' in state && state.cancellationRefused ? 'after a refused cancellation' : ''
  return [...said, refused].filter(Boolean).join(' ')
}
