/**
 * Runs cells of the crash matrix against one shop: arm, run every journey at once, see the crash, come to rest, check. Where a
 * service has two replicas, whichever comes to the failpoint first crashes, and is down until the other one alone has
 * brought everything to its end; then it comes back.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Shop } from '@shop/dev/shop/shop.ts'
import { type ReplicaName, replicaNames } from '@shop/dev/shop/topology.ts'
import { until } from '@shop/dev/testing/until.ts'
import { armingFile } from '@shop/events/crashing.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { type MatrixCell, nameOf } from './cells.ts'
import { journeys, Traveller } from './journeys.ts'
import { PatientClient } from '../clients/patient.ts'

const settledWithinMs = 120_000
const crashesWithinMs = 30_000 // of the journeys' end: acknowledgements of outboxes are written a second after what they acknowledge

type Processes = ReadonlyMap<ReplicaName, number | undefined> // a service's replicas, and their process ids

export class Matrix {
  readonly #shop: Shop
  readonly #folder: string
  readonly #replicas: number
  readonly #traveller: Traveller

  private constructor(shop: Shop, folder: string, replicas: number) {
    this.#shop = shop
    this.#folder = folder
    this.#replicas = replicas
    this.#traveller = new Traveller(new PatientClient(shop))
  }

  static async start(replicas = 1): Promise<Matrix> {
    const folder = await mkdtemp(path.join(tmpdir(), 'failpoints-'))
    const shop = await Shop.start({ replicas, overrides: { all: { FAILPOINTS_DIR: folder, ACK_WAIT_MS: '1000' } } })
    const matrix = new Matrix(shop, folder, replicas)
    await matrix.#traveller.prepare()
    return matrix
  }

  /** Everything that went wrong; empty where nothing did. */
  async run(cell: MatrixCell): Promise<string[]> {
    const file = path.join(this.#folder, armingFile(cell.service, cell.failpoint, cell.type))
    const before = this.#processes(cell)
    await writeFile(file, '')
    const travelled = new AbortController()
    const crash = this.#crash(before, travelled.signal)
    const problems = await this.#travel()
    travelled.abort()
    const crashed = await crash
    if (existsSync(file) || crashed === undefined) {
      await rm(file, { force: true })
      problems.push('nothing reached the failpoint: no journey brings this about')
    }
    problems.push(...(await this.#settled()))
    if (crashed !== undefined && this.#replicas > 1) {
      problems.push(...this.#others(before, crashed))
      await this.#shop.process(crashed).start()
      problems.push(...(await this.#settled()))
    }
    problems.push(...(await brokenInvariants(this.#shop)))
    return problems.map((problem) => `${nameOf(cell)}: ${problem}`)
  }

  async stop(): Promise<void> {
    await this.#shop.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #travel(): Promise<string[]> {
    const travels = Object.entries(journeys).map(async ([name, journey]) => {
      await journey(this.#traveller).catch((error: unknown) => {
        throw new Error(`${name}: ${String(error)}`)
      })
    })
    const outcomes = await Promise.allSettled(travels)
    return outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => String(reason))
  }

  /** Which replica has crashed: its process is another one, or none. It is kept away where there is another to do its work. */
  async #crash(before: Processes, travelled: AbortSignal): Promise<ReplicaName | undefined> {
    let crashed: ReplicaName | undefined
    const seen = () => {
      crashed = [...before.keys()].find((name) => this.#pidOf(name) !== before.get(name))
      return crashed !== undefined
    }
    await until('the crash', () => seen() || travelled.aborted, Infinity)
    await until('the crash', seen, crashesWithinMs).catch(() => undefined)
    if (crashed !== undefined && this.#replicas > 1) await this.#shop.process(crashed).stop()
    return crashed
  }

  #processes({ service }: MatrixCell): Processes {
    return new Map(replicaNames(service, this.#replicas).map((name) => [name, this.#pidOf(name)]))
  }

  #pidOf(name: ReplicaName): number | undefined {
    return this.#shop.process(name).identity?.pid
  }

  #settled(): Promise<string[]> {
    return this.#shop.settle(settledWithinMs).then(
      () => [],
      (error: unknown) => [String(error)],
    )
  }

  /** Those that went on: if they have crashed too, it was not they who brought everything to its end. */
  #others(before: Processes, crashed: ReplicaName): string[] {
    const others = [...before.keys()].filter((name) => name !== crashed)
    return others.filter((name) => this.#pidOf(name) !== before.get(name)).map((name) => `${name} crashed as well`)
  }
}
