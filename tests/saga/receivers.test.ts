import { catalog, eventTypes, isEventType, type Service } from '@shop/events/contract/catalog.ts'
import { type EventTable, typesOf } from '@shop/events/reactions.ts'
import { reactions as delivery } from '@shop/delivery/reactions.ts'
import { reactions as inventory } from '@shop/inventory/reactions.ts'
import { reactions as mypage } from '@shop/mypage/reactions.ts'
import { reactions as operations } from '@shop/operations/reactions.ts'
import { reactions as order } from '@shop/order/reactions.ts'
import { reactions as pay } from '@shop/pay/reactions.ts'

const tables: readonly (readonly [Service, EventTable<unknown>])[] = [
  ['order', order],
  ['inventory', inventory],
  ['pay', pay],
  ['delivery', delivery],
  ['mypage', mypage],
  ['operations', operations],
]

test.each(tables)('%s reacts to what the catalog says it receives, and to nothing else', (service, table) => {
  const received = [...eventTypes].filter(isEventType).filter((type) => catalog[type].receivers.includes(service))
  expect(typesOf(table).toSorted()).toEqual(received.toSorted())
})
