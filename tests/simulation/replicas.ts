/** The processes of one service: they come and go, what they stored is kept. */
import type { Service } from '@shop/contract/domains.ts'
import { contract } from '@shop/contract/catalog.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { MessageHandler } from '@shop/events/messaging/message-handler.ts'
import { type EventTable, typesOf } from '@shop/events/reactions.ts'
import { SimulatedDurable } from '@shop/events/simulated/durable.ts'
import { replicas } from './accidents.ts'
import { Process, type SimulatedWorld } from './world.ts'

/** What a process runs besides its consumer. */
export type ReplicaProgram = {
  readonly handle: (envelope: RawEnvelope) => Promise<void>
  readonly isIdle: () => boolean
  /** Finishes what there is until `deadline` (by the clock that is never set). */
  readonly stop: (deadline: number) => Promise<void>
}

type RunningReplica<Runs extends ReplicaProgram> = {
  readonly process: Process
  readonly program: Runs
  readonly stopping: AbortController
  readonly detach: () => void
}

const graceMs = 10_000

export class Replicas<Runs extends ReplicaProgram> {
  readonly durable: SimulatedDurable
  readonly #world: SimulatedWorld
  readonly #service: Service
  readonly #table: EventTable<unknown>
  readonly #open: (process: Process) => Runs
  readonly #running: (RunningReplica<Runs> | undefined)[] = Array.from({ length: replicas })

  constructor(world: SimulatedWorld, service: Service, table: EventTable<unknown>, open: (process: Process) => Runs) {
    this.#world = world
    this.#service = service
    this.#table = table
    this.#open = open
    const options = { ackWaitMs: 10_000, fate: world.deliveries() }
    this.durable = new SimulatedDurable(world.stream, typesOf(table), world.clock, options)
    for (let replica = 0; replica < replicas; replica += 1) this.start(replica)
  }

  get isSettled(): boolean {
    return this.durable.pending === 0 && this.#running.every((one) => one?.program.isIdle())
  }

  /** Undefined while it is not running. */
  program(replica: number): Runs | undefined {
    return this.#running[replica]?.program
  }

  /** Nothing where it runs. */
  start(replica: number): void {
    if (this.#running[replica]) return
    this.#world.trace(`${this.#service} ${replica} starts`)
    const process = new Process(this.#world)
    const program = this.#open(process)
    const stopping = new AbortController()
    const handler = this.#handler(process, program, stopping.signal)
    const detach = this.durable.attach((message) => process.gated(() => handler.take(message)))
    this.#running[replica] = { process, program, stopping, detach }
  }

  crash(replica: number): void {
    const one = this.#running[replica]
    if (!one) return
    this.#world.trace(`${this.#service} ${replica} crashes`)
    this.#running[replica] = undefined
    one.detach()
    one.process.kill()
  }

  /** Its wall clock is set, forward or back. */
  setClock(replica: number, byMs: number): void {
    this.#world.trace(`the clock of ${this.#service} ${replica} is set by ${byMs} ms`)
    this.#running[replica]?.process.setClock(byMs)
  }

  /** Answers how to let it go on. */
  pause(replica: number): () => void {
    const one = this.#running[replica]
    this.#world.trace(`${this.#service} ${replica} is paused`)
    one?.process.pause()
    return () => {
      this.#world.trace(`${this.#service} ${replica} goes on`)
      one?.process.resume()
    }
  }

  /** It takes nothing more, finishes what it can, and is gone when that is done or its grace period is over. */
  async stop(replica: number): Promise<void> {
    const one = this.#running[replica]
    if (!one || one.stopping.signal.aborted) return
    this.#world.trace(`${this.#service} ${replica} gets SIGTERM`)
    await one.process.gated(() => Promise.resolve())
    one.stopping.abort()
    one.detach()
    await one.program.stop(this.#world.clock.elapsed() + graceMs)
    if (this.#running[replica] === one) this.crash(replica)
  }

  #handler({ clock, nats, chance }: Process, { handle }: Runs, stopping: AbortSignal): MessageHandler {
    const { trace, deadLetters } = this.#world
    const service = this.#service
    return new MessageHandler({
      contract,
      types: typesOf(this.#table),
      handle: (envelope) =>
        this.#world.isPoison(service, envelope) ? Promise.reject(new Error('poison')) : handle(envelope),
      moveToDeadLetters: ({ subject, data, info }) =>
        nats.call(() => void deadLetters.set(`${service}:${info.streamSequence}`, { subject, data })),
      clock,
      random: chance.random,
      stopping,
      observer: {
        handled: ({ type, aggregateId, aggregateVersion }) => {
          this.#world.handled += 1
          trace(`${this.#service} has handled ${type} (${aggregateId} ${aggregateVersion})`)
        },
        failed: (subject, error) => trace(`${this.#service} could not handle ${subject}: ${String(error)}`),
        deadLettered: (subject, kind, error) => trace(`${this.#service} dead-letters ${subject} as ${kind}: ${error}`),
        waiting: () => undefined,
      },
    })
  }
}
