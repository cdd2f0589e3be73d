/** What is measured: something that takes orders and, some time later, has prepared their deliveries. */
import type { MeasuredProcess } from '../process/usage.ts'
import type { SagaEvent } from '../load/steps.ts'
import type { OrderRequest } from '../load/workload.ts'
import type { PostgresWork } from '../traffic/postgres-work.ts'
import type { Traffic } from '../traffic/tally.ts'

export type System = {
  readonly name: string
  /** What was configured, in words, beside the defaults. */
  readonly settings: readonly string[]
  /** By name. */
  readonly versions: Readonly<Record<string, string>>
  /** Its processes, as far as they are known here. */
  readonly processes: () => readonly MeasuredProcess[]
  /** Resolves to the order's id when the system has taken it on; rejects with a Refused. */
  readonly place: (request: OrderRequest) => Promise<string>
  /** Where the news of prepared deliveries goes from now on. */
  readonly watch: (prepared: OnPrepared) => void
  /** Receives every event of the orders from now on, in a system that has events. */
  readonly watchSteps?: (listen: (event: SagaEvent) => void) => void
  /** Units that products have lost since the start, by its own books. */
  readonly unitsSold: () => Promise<number>
  /** Requests of its services to the engines since the start, where they are counted. */
  readonly workDone?: () => Promise<WorkDone>
  /** A reader's queries, where they go through the same endpoint as the orders. */
  readonly pages?: Pages
  /** Resolves when nothing is under way any more. */
  readonly settle: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Everything since the start. `postgres`: where that stands behind MongoDB's protocol. */
export type WorkDone = { readonly traffic: Traffic; readonly postgres: PostgresWork | undefined }

export type OnPrepared = (orderId: string) => void

/** Each resolves when the page has arrived, and rejects where it is not the requested one. */
export type Pages = Readonly<Record<string, (user: number) => Promise<void>>>

/** The size of the shop: users with points, products with stock. */
export type ShopSize = { readonly users: number; readonly products: number }

/** The system did not take the order on. `code` says why, in one word. */
export class OrderRefused extends Error {
  readonly code: string

  constructor(code: string, detail = '') {
    super(detail ? `${code}: ${detail}` : code)
    this.name = 'Refused'
    this.code = code
  }
}

/** Plenty: nothing runs out. Each product has as many units, each unit costs a point. */
export const plenty = 2_000_000_000
