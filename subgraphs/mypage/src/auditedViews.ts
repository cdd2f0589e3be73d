/** What each view is audited by: whose events a document of it tells, and how they are folded. */
import { Audit } from '@shop/events/gauges/audit.ts'
import { nativeCollection } from '@shop/platform/mongo.ts'
import type { Connection } from 'mongoose'
import { aggregatesOf, type AuditedView, documentsOf } from './audit.ts'
import { foldPage, foldProductName, type Page, type ProductName } from './domain/page.ts'
import { foldPurchase, type Purchase } from './domain/purchase.ts'
import type { FoldedDocument } from './foldedDocuments.ts'
import { Lateness } from './lateness.ts'
import { openLogs } from './logs.ts'
import { PAGES, PRODUCT_NAMES, PURCHASES } from './views.ts'

type Options = { readonly atOnce?: number; readonly lateness?: Lateness }

export function auditViews(connection: Connection, { atOnce = 500, lateness = new Lateness() }: Options = {}): Audit {
  const auditing = { logs: openLogs(connection), lateness, atOnce }
  const collection = <Value>(name: string) => nativeCollection<FoldedDocument<Value>>(connection, name)
  const purchases: AuditedView<Purchase> = {
    documents: collection(PURCHASES),
    source: 'order',
    seen: ({ sources: { order, delivery } }) => [
      { source: 'order', version: order?.version ?? 0 },
      { source: 'delivery', version: delivery?.version ?? 0 },
    ],
    fold: (changes) =>
      changes.filter((change) => change.document === 'purchase').reduce<Purchase | null>(foldPurchase, null),
  }
  const pages: AuditedView<Page> = {
    documents: collection(PAGES),
    source: 'account',
    seen: ({ version }) => [{ source: 'account', version }],
    fold: (changes) => changes.filter((change) => change.document === 'page').reduce<Page | null>(foldPage, null),
  }
  const names: AuditedView<ProductName> = {
    documents: collection(PRODUCT_NAMES),
    source: 'product',
    seen: ({ version }) => [{ source: 'product', version }],
    fold: (changes) =>
      changes.filter((change) => change.document === 'product').reduce<ProductName | null>(foldProductName, null),
  }
  return new Audit([
    ...[documentsOf(purchases, auditing), aggregatesOf(purchases, auditing)],
    ...[documentsOf(pages, auditing), aggregatesOf(pages, auditing)],
    ...[documentsOf(names, auditing), aggregatesOf(names, auditing)],
  ])
}
