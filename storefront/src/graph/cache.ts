import { InMemoryCache } from '@apollo/client'
import type { FieldPolicy } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'

/** The normalized cache: a product that is shown three times changes in all three. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          products: relayStylePagination(['search']),
          orders: relayStylePagination(['status']),
          deliveries: relayStylePagination(['status']),
          deadLetters: relayStylePagination(['service', 'kind', 'eventType', 'orderId']),
          stuckOrders: relayStylePagination(),
          operatorActions: relayStylePagination(),
          product: known('Product'),
          order: known('Order'),
        },
      },
      User: { fields: { pointHistory: relayStylePagination(), orders: relayStylePagination(['status']) } },
      MyPage: { keyFields: ['user', ['id']], fields: { purchases: relayStylePagination() } },
      Purchase: { keyFields: ['orderId'] },
      StuckOrder: { keyFields: ['orderId'] },
      ServiceState: { keyFields: ['name'] },
    },
  })
}

/** An object that a list has brought is found by its id. */
function known(__typename: string): FieldPolicy {
  return {
    read: (existing, { args, toReference }) => existing ?? toReference({ __typename, id: args?.['id'] }),
  }
}
