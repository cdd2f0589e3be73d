/** GraphQL in and out; no rules but who may see whose points. */
import { hasRole, isUser, requireLogin, type Caller } from '@shop/platform/caller.ts'
import { connectionOf, type Cursors, pageOf } from '@shop/subgraph-server/connection.ts'
import { perRequest } from '@shop/subgraph-server/context.ts'
import { forbidden } from '@shop/platform/errors.ts'
import { checked, chosenId } from '@shop/subgraph-server/inputs.ts'
import { loaderByValue, pageLoaders } from '@shop/subgraph-server/loaders.ts'
import { addPoints, type Pay } from './commands.ts'
import type { Resolvers } from './generated/graphql.ts'
import { pointEntryOf } from './point-entries.ts'
import type { HistoryKey, PayStore } from './store.ts'

/** Keys are ids of the log: user and version. Another user's cursor is none of this list. */
const cursorsOf = (userId: string): Cursors => ({
  list: 'points',
  isKey: (key) => key.startsWith(`${userId}:`) && /^\d{10}$/.test(key.slice(userId.length + 1)),
})

export function createResolvers(store: PayStore, pay: Pay): Resolvers {
  const loadersOf = perRequest((context) => ({
    points: loaderByValue(async (ids: readonly string[]) => {
      const points = await store.pointsOf(ids)
      return ids.map((id) => points.get(id) ?? 0)
    }),
    histories: pageLoaders(context).together((keys: readonly HistoryKey[]) => store.histories(keys)),
  }))

  return {
    Query: {
      me: (_, _args, { caller }) => (caller.kind === 'login' ? { id: caller.userId } : null),
      user: (_, { id }, { caller }) => {
        checked(chosenId, id, 'id')
        return mayAct(requireLogin(caller), id) ? { id } : null
      },
    },
    Mutation: {
      addPoints: (_, { input }, context) => addPoints(pay, input, context).finally(() => loadersOf.forget(context)),
    },
    User: {
      /** A carrier reaches users through deliveries, and sees who they are but not what they have. */
      __resolveReference: ({ id }, { caller }) => (mayAct(caller, id) || hasRole(caller, 'carrier') ? { id } : null),
      points: ({ id, points }, _, context) => {
        requireOwner(context.caller, id, 'points')
        return points ?? loadersOf(context).points.load(id)
      },
      pointHistory: async ({ id: userId }, args, context) => {
        requireOwner(context.caller, userId, 'pointHistory')
        const cursors = cursorsOf(userId)
        const page = pageOf(cursors, args)
        const rows = await loadersOf(context).histories.load({ userId, page })
        return connectionOf(cursors, page, rows, { key: ({ _id }) => _id, node: pointEntryOf })
      },
    },
  }
}

const mayAct = (caller: Caller, userId: string) => isUser(caller, userId) || hasRole(caller, 'admin')

function requireOwner(caller: Caller, userId: string, field: string): void {
  if (!mayAct(caller, userId)) throw forbidden(`User.${field} is for the user and for admins.`)
}
