/** The audit of a read model: each of its documents is what the logs say, and each aggregate has its document. */
import { nativeCollection } from '@shop/subgraph-server/mongo.ts'
import { log } from '../collections.ts'
import type { Contract } from '../contract/contract.ts'
import { Audit } from '../gauges/audit.ts'
import { aggregatesOf, documentsOf } from './audit.ts'
import type { FoldedDocument } from './folded-documents.ts'
import { Lateness } from './lateness.ts'
import type { ReadModel } from './projection.ts'

type MongoSource = Parameters<typeof nativeCollection>[0]
type AuditOptions = { readonly atOnce?: number; readonly lateness?: Lateness }

/** `atOnce`: documents a page. What is behind for a moment is not counted as broken. */
export function auditReadModel(
  contract: Contract,
  mongo: MongoSource,
  { projections }: ReadModel,
  { atOnce = 500, lateness = new Lateness() }: AuditOptions = {},
): Audit {
  const logs = new Map(contract.aggregates.map((kind) => [kind.name, log(mongo, kind)]))
  return new Audit(
    projections.flatMap((projection) => {
      const documents = nativeCollection<FoldedDocument<unknown>>(mongo, projection.collection)
      const auditing = { contract, projection, documents, logs, lateness, atOnce }
      return [documentsOf(auditing), aggregatesOf(auditing)]
    }),
  )
}
