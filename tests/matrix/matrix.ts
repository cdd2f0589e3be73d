/** Runs cells of the crash matrix against one shop: arm, travel every journey at once, see the crash, come to rest, judge. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Shop } from '@shop/dev/shop/shop.ts'
import { armingFile } from '@shop/events/crashing.ts'
import { brokenInvariants } from '../invariants/brokenInvariants.ts'
import { type Cell, nameOf } from './cells.ts'
import { journeys, Traveller } from './journeys.ts'
import { Patient } from '../clients/patient.ts'

const settledWithinMs = 60_000

export class Matrix {
  readonly #shop: Shop
  readonly #folder: string
  readonly #client: Patient
  readonly #traveller: Traveller

  private constructor(shop: Shop, folder: string) {
    this.#shop = shop
    this.#folder = folder
    this.#client = new Patient(shop)
    this.#traveller = new Traveller(this.#client)
  }

  static async start(): Promise<Matrix> {
    const folder = await mkdtemp(path.join(tmpdir(), 'failpoints-'))
    const shop = await Shop.start({ overrides: { all: { FAILPOINTS_DIR: folder, ACK_WAIT_MS: '1000' } } })
    const matrix = new Matrix(shop, folder)
    await matrix.#traveller.prepare()
    return matrix
  }

  /** Everything that went wrong; empty where nothing did. */
  async run(cell: Cell): Promise<string[]> {
    const file = path.join(this.#folder, armingFile(cell.service, cell.failpoint, cell.type))
    await writeFile(file, '')
    const travels = Object.entries(journeys).map(async ([name, journey]) => {
      await journey(this.#traveller).catch((error: unknown) => {
        throw new Error(`${name}: ${String(error)}`)
      })
    })
    const outcomes = await Promise.allSettled(travels)
    const problems = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => String(reason))
    if (!(await this.#crashed(file))) {
      await rm(file, { force: true })
      problems.push('nothing reached the failpoint: no journey brings this about')
    }
    await this.#shop.settle(settledWithinMs).catch((error: unknown) => problems.push(String(error)))
    problems.push(...(await brokenInvariants(this.#shop)))
    return problems.map((problem) => `${nameOf(cell)}: ${problem}`)
  }

  async stop(): Promise<void> {
    await this.#shop.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Marks come a second after their journey, so this waits a little; false where the file is still there. */
  async #crashed(file: string): Promise<boolean> {
    const look = () => Promise.resolve(existsSync(file) ? undefined : true)
    return this.#client.until('the crash', look, 5_000).catch(() => false)
  }
}
