/** What happens to the processes of a shop: in turn, each is killed, or stands still for a while. */
import { setTimeout as delay } from 'node:timers/promises'
import type { NatsServer } from '@shop/dev/testing/nats-server.ts'
import type { Shop } from '@shop/dev/shop/shop.ts'
import { until } from '@shop/dev/testing/until.ts'
import type { WaitSpan } from './waits.ts'
import { engineNames, replicaName, services } from '@shop/dev/shop/topology.ts'

type ProcessName = Parameters<Shop['process']>[0]
type Signal = 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'

/** The targets of faults. A killed one is restarted by its supervisor. */
export type Victim = {
  readonly name: string
  readonly isRunning: () => boolean
  readonly kill: (signal: Signal) => void
}

const names: readonly ProcessName[] = [...services, ...engineNames, ...services.map((name) => replicaName(name, 2))]

/** The processes of a shop: there may be none of that name, or it may be starting. */
function processOf(shop: Shop, name: ProcessName): Victim {
  return {
    name,
    isRunning: () => {
      try {
        return shop.process(name).identity !== undefined
      } catch {
        return false
      }
    },
    kill: (signal) => shop.process(name).kill(signal),
  }
}

/** A server of a cluster, which comes back by itself a moment after it was killed. */
export function serverOf(name: string, server: Pick<NatsServer, 'signal' | 'run'>): Victim {
  let isRunning = true
  const comeBack = async (): Promise<void> => {
    isRunning = false
    while (!isRunning) {
      await signalled(server, 'SIGKILL')
      await delay(comesBackAfterMs)
      isRunning = await server.run().then(
        () => true,
        () => false, // on a busy machine it may take too long: once more
      )
    }
  }
  return {
    name,
    isRunning: () => isRunning,
    kill: (signal) => void (signal === 'SIGKILL' ? comeBack() : signalled(server, signal)),
  }
}

/** One that was killed while it was paused is not there to be woken. */
async function signalled(server: Pick<NatsServer, 'signal'>, signal: Signal): Promise<void> {
  await server.signal(signal).catch(() => undefined)
}

const comesBackAfterMs = 1_000
const backWithinMs = 180_000
const maxPauseMs = 20_000
const onePauseIn = 4

export type ProcessAccident = WaitSpan & { readonly process: string; readonly what: 'killed' | 'paused' }

export class Accidents {
  readonly happened: ProcessAccident[] = []
  readonly #victims: readonly Victim[]
  readonly #servers: readonly Victim[]
  readonly #random: () => number
  readonly #pauses = new Set<Promise<void>>()
  #turn = 0

  /** `servers`: whose supervisor is not the shop's. */
  constructor(shop: Shop, random: () => number, servers: readonly Victim[] = []) {
    this.#victims = [...names.map((name) => processOf(shop, name)), ...servers]
    this.#servers = servers
    this.#random = random
  }

  /** One every so often, until then (epoch ms). Resolves when nothing stands still any more, and every server is back. */
  async happen(everyMs: number, end: number): Promise<void> {
    while (Date.now() + everyMs < end) {
      await delay(everyMs)
      const victim = this.#next()
      if (victim === undefined) continue
      if (this.#random() * onePauseIn < 1) this.#pause(victim, Math.min(this.#random() * maxPauseMs, end - Date.now()))
      else this.#kill(victim)
    }
    await Promise.all(this.#pauses)
    await until('every server is back', () => this.#servers.every((server) => server.isRunning()), backWithinMs)
  }

  /** The next in turn that runs at the moment and is there at all. */
  #next(): Victim | undefined {
    for (let tries = 0; tries < this.#victims.length; tries += 1) {
      const victim = this.#victims[this.#turn++ % this.#victims.length]
      if (victim?.isRunning()) return victim
    }
    return undefined
  }

  #kill({ name, kill }: Victim): void {
    kill('SIGKILL')
    const from = Date.now()
    this.happened.push({ process: name, what: 'killed', from, to: from })
  }

  #pause({ name, kill }: Victim, forMs: number): void {
    kill('SIGSTOP')
    const from = Date.now()
    this.happened.push({ process: name, what: 'paused', from, to: from + forMs })
    const pause = delay(forMs).then(() => kill('SIGCONT'))
    this.#pauses.add(pause)
    void pause.finally(() => this.#pauses.delete(pause))
  }
}
