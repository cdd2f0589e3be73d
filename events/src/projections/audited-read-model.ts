/** The audit of a read model: each of its documents is what the logs say, and each aggregate has its document. */
import { log } from '../collections.ts'
import type { Contract } from '../contract/contract.ts'
import { Audit, type Walk } from '../gauges/audit.ts'
import { type DatabaseSource, nativeCollection } from '../native-collection.ts'
import { aggregatesOf, documentsOf } from './audit.ts'
import type { FoldedDocument } from './folded-documents.ts'
import { Lateness } from './lateness.ts'
import type { ReadModel } from './projection.ts'

type AuditOptions = { readonly atOnce?: number; readonly lateness?: Lateness }

/** Reads the documents of a read model again and again, and counts those that are not what their events fold to. */
export function auditReadModel(...of: Parameters<typeof readModelWalks>): Audit {
  return new Audit(readModelWalks(...of))
}

/** `atOnce`: documents a page. What is behind for a moment is not counted as broken. None where the read model is not audited. */
export function readModelWalks(
  contract: Contract,
  mongo: DatabaseSource,
  { projections, isUnaudited = false }: ReadModel,
  { atOnce = 500, lateness = new Lateness() }: AuditOptions = {},
): readonly Walk[] {
  if (isUnaudited) return []
  const logs = new Map(contract.aggregates.map((kind) => [kind.name, log(mongo, kind)]))
  return projections.flatMap((projection) => {
    const documents = nativeCollection<FoldedDocument<unknown>>(mongo, projection.collection)
    const auditing = { contract, projection, documents, logs, lateness, atOnce }
    return [documentsOf(auditing), aggregatesOf(auditing)]
  })
}
