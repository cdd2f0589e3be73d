/** mypage: the real projection over simulated collections. */
import type { FoldedDocument, FoldedDocuments, FoldedWrite } from '@shop/events/projections/folded-documents.ts'
import { Projector } from '@shop/events/projections/projector.ts'
import { applyAll, applyTo } from '@shop/events/projections/read-model.ts'
import type { Network } from '@shop/events/simulated/network.ts'
import type { Page, ProductName } from '@shop/mypage/domain/page.ts'
import type { Purchase } from '@shop/mypage/domain/purchase.ts'
import { ofAccounts, ofOrders, ofProducts } from '@shop/mypage/reactions.ts'
import { pages, productNames, purchases } from '@shop/mypage/read-model.ts'
import type { Evidence } from '../invariants/evidence.ts'
import type { SimulationOverrides } from './overrides.ts'
import { type ReplicaProgram, Replicas } from './replicas.ts'
import type { Process, SimulatedWorld } from './world.ts'

const reactions = { ...ofOrders, ...ofAccounts, ...ofProducts }

type StoredDocuments<Value> = Map<string, FoldedDocument<Value>>

export class SimulatedPages {
  readonly replicas: Replicas<ReplicaProgram>
  readonly #world: SimulatedWorld
  readonly #overrides: SimulationOverrides
  readonly #pages: StoredDocuments<Page> = new Map()
  readonly #purchases: StoredDocuments<Purchase> = new Map()
  readonly #productNames: StoredDocuments<ProductName> = new Map()

  constructor(world: SimulatedWorld, overrides: SimulationOverrides) {
    this.#world = world
    this.#overrides = overrides
    this.replicas = new Replicas(world, 'mypage', reactions, (process) => this.#open(process))
  }

  views(): Evidence['views'] {
    return {
      purchases: values(this.#purchases),
      pages: values(this.#pages),
      products: values(this.#productNames),
    }
  }

  #open({ mongo, clock }: Process): ReplicaProgram {
    const { folded } = this.#overrides
    const options = { maxDocuments: 4, newStamp: this.#world.newId }
    const apply = applyAll([
      applyTo(pages, folded(new SimulatedFolded(this.#pages, mongo)), options),
      applyTo(purchases, folded(new SimulatedFolded(this.#purchases, mongo)), options),
      applyTo(productNames, folded(new SimulatedFolded(this.#productNames, mongo)), options),
    ])
    const projector = new Projector(apply, { clock })
    return {
      handle: this.#overrides.handle((envelope) => projector.project(envelope)),
      isIdle: () => true,
      stop: () => Promise.resolve(),
    }
  }
}

class SimulatedFolded<Value> implements FoldedDocuments<Value> {
  readonly #stored: StoredDocuments<Value>
  readonly #network: Network

  constructor(stored: StoredDocuments<Value>, network: Network) {
    this.#stored = stored
    this.#network = network
  }

  load(ids: readonly string[]): Promise<FoldedDocument<Value>[]> {
    return this.#network.call(() => ids.flatMap((id) => this.#stored.get(id) ?? []))
  }

  save(writes: readonly FoldedWrite<Value>[]): Promise<boolean> {
    return this.#network.call((portion) => {
      const arrived = writes.slice(0, Math.ceil(writes.length * portion))
      const applied = arrived.filter(({ before, after }) => this.#stored.get(after._id)?.stamp === before?.stamp)
      for (const { after } of applied) this.#stored.set(after._id, after)
      return applied.length === writes.length
    })
  }
}

function values<Value>(stored: StoredDocuments<Value>): Map<string, Value> {
  return new Map([...stored.values()].map(({ _id, value }) => [_id, value]))
}
