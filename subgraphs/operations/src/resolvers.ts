/** GraphQL in and out; no rules but that all of it is for admins. */
import type { DeadLetters } from '@shop/events/messaging/deadLetters.ts'
import { requireRole } from '@shop/platform/caller.ts'
import { connectionOf, pageOf } from '@shop/platform/connection.ts'
import type { RequestContext } from '@shop/platform/context.ts'
import { cursors, filterOf, keyOf, pageOfLetters, shownLetter } from './dead-letters.ts'
import type { Resolvers } from './generated/graphql.ts'
import type { ServicesSeen } from './service-states.ts'

export type Operations = {
  readonly letters: Pick<DeadLetters, 'list'>
  readonly look: () => Promise<ServicesSeen>
}

function never(): never {
  throw new Error('not there yet')
}

const admins = ({ caller }: RequestContext) => requireRole(caller, 'admin')

export function createResolvers({ letters, look }: Operations): Resolvers {
  return {
    Query: {
      deadLetters: async (_, { first, after, ...filter }, context) => {
        admins(context)
        const page = pageOf(cursors, { first, after })
        const rows = await pageOfLetters(letters, filterOf(filter), page)
        return connectionOf(cursors, page, rows, { key: keyOf, node: shownLetter })
      },
      services: async (_, _args, context) => {
        admins(context)
        return (await look()).services
      },
      brokenInvariants: async (_, _args, context) => {
        admins(context)
        return (await look()).brokenInvariants
      },
      ordersInFlight: (_, _args, context) => {
        admins(context)
        return []
      },
      throughput: (_, _args, context) => {
        admins(context)
        return []
      },
      stuckOrders: (_, args, context) => {
        admins(context)
        return connectionOf(cursors, pageOf(cursors, args), [], { key: keyOf, node: () => never() })
      },
      operatorActions: (_, args, context) => {
        admins(context)
        return connectionOf(cursors, pageOf(cursors, args), [], { key: keyOf, node: () => never() })
      },
    },
  }
}
