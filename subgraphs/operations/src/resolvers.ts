/** GraphQL in and out; no rules but that all of it is for admins. */
import { setTimeout as after } from 'node:timers/promises'
import type { IdempotencyKeys } from '@shop/events/keys.ts'
import type { LetterFilter } from '@shop/events/messaging/chosen-letters.ts'
import type { DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { operationFor } from '@shop/events/operations.ts'
import { requireRole } from '@shop/platform/caller.ts'
import { serviceUnavailable } from '@shop/platform/errors.ts'
import { connectionOf, type PageRequest, pageOf } from '@shop/subgraph-server/connection.ts'
import { perRequest, type RequestContext } from '@shop/subgraph-server/context.ts'
import { checked, isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { pageLoaders } from '@shop/subgraph-server/loaders.ts'
import { z } from 'zod'
import { choose, keyIn, reasonIn } from './choosing.ts'
import { checkedFilter, cursors, filterOf, keyOf, pageOfLetters, shownLetter } from './dead-letters.ts'
import type {
  DeadLettersInput,
  OperationsUpdate,
  OperatorAction,
  Resolvers,
  ResolversTypes,
} from './generated/graphql.ts'
import type { Live } from './live.ts'
import type { LetterActions, WantedLetters } from './letter-actions.ts'
import { type Orders, type Stuck, stuckCursors, stuckKey } from './orders.ts'
import type { ServicesSeen } from './service-states.ts'
import type { OperationsStore, StoredAction } from './store.ts'
import type { Throughputs } from './throughput.ts'

type WantedAction = Pick<WantedLetters, 'kind' | 'reason'> & {
  readonly input: DeadLettersInput
  /** Only those of which nothing is cut off. */
  readonly whole: boolean
}

export type OperationsSource = {
  readonly keys: IdempotencyKeys
  readonly letters: Pick<DeadLetters, 'get' | 'list'>
  readonly store: Pick<OperationsStore, 'page'>
  readonly actions: Pick<LetterActions, 'begin'>
  readonly orders: Pick<Orders, 'stuck' | 'inFlight'>
  readonly throughputs: Pick<Throughputs, 'minutes'>
  readonly look: () => Promise<ServicesSeen>
  readonly live: Pick<Live<OperationsUpdate>, 'follow'>
}

type LettersPage = { readonly filter: LetterFilter; readonly page: PageRequest }

const admins = ({ caller }: RequestContext) => requireRole(caller, 'admin')

const actionCursors = { list: 'operator-actions', isKey: isUuidV7 }
const throughputMinutes = z.int('is not a whole number').min(1, 'is less than 1').max(60, 'is more than 60')
const answerMs = 1_000 // kept of the deadline, to say how far it has come

export function createResolvers({
  keys,
  letters,
  store,
  actions,
  orders,
  throughputs,
  look,
  live,
}: OperationsSource): Resolvers {
  const loadersOf = perRequest((context) => {
    const { each } = pageLoaders(context)
    return {
      letters: each(({ filter, page }: LettersPage) => pageOfLetters(letters, filter, page)),
      actions: each((page: PageRequest) => store.page(page)),
      stuck: each((page: PageRequest) => orders.stuck(page)),
      inFlight: each((_: 'orders') => orders.inFlight()),
      throughput: each(({ minutes }: { readonly minutes: number }) => throughputs.minutes(minutes)),
      seen: each((_: 'services') => look()),
    }
  })
  /** Once under its key. What takes too long for an answer goes on behind it. */
  const act = async (
    { kind, input, reason, whole }: WantedAction,
    { caller, deadline, log }: RequestContext,
  ): Promise<OperatorAction> => {
    const login = requireRole(caller, 'admin')
    const { ids = null, filter = null } = input
    const { operation } = await operationFor(keys, login, keyIn(input), { kind, ids, filter, reason })
    const late = new AbortController()
    const timeout = after(Math.max(0, deadline - performance.now() - answerMs), undefined, { signal: late.signal })
    timeout.catch(() => undefined)
    const begun = actions.begin(operation, async () => {
      const chosen = await choose(letters, input, { whole })
      return { kind, user: login.userId, reason, ...chosen }
    })
    const leave = (err: unknown): void => log.warn({ err, action: operation }, 'an action is left to be gone on with')
    begun.then(({ done }) => done.catch(leave)).catch(() => undefined) // why it was not begun is the answer
    try {
      const first = await Promise.race([begun, timeout])
      if (!first) {
        begun.catch(leave)
        throw serviceUnavailable('it is not recorded yet: ask again under the same idempotencyKey', 1)
      }
      return shownAction((await Promise.race([first.done, timeout])) ?? first.recorded)
    } finally {
      late.abort()
    }
  }

  return {
    Query: {
      deadLetters: async (_, { first, after, ...filter }, context) => {
        admins(context)
        const page = pageOf(cursors, { first, after })
        checkedFilter(filter)
        const rows = await loadersOf(context).letters.load({ filter: filterOf(filter), page })
        return connectionOf(cursors, page, rows, { key: keyOf, node: shownLetter })
      },
      services: async (_, _args, context) => {
        admins(context)
        return (await loadersOf(context).seen.load('services')).services
      },
      brokenInvariants: async (_, _args, context) => {
        admins(context)
        return (await loadersOf(context).seen.load('services')).brokenInvariants
      },
      ordersInFlight: (_, _args, context) => {
        admins(context)
        return loadersOf(context).inFlight.load('orders')
      },
      throughput: (_, { minutes }, context) => {
        admins(context)
        return loadersOf(context).throughput.load({ minutes: checked(throughputMinutes, minutes ?? 60, 'minutes') })
      },
      stuckOrders: async (_, args, context) => {
        admins(context)
        const page = pageOf(stuckCursors, args)
        const rows = await loadersOf(context).stuck.load(page)
        return connectionOf(stuckCursors, page, rows, { key: stuckKey, node: shownStuck })
      },
      operatorActions: async (_, args, context) => {
        admins(context)
        const page = pageOf(actionCursors, args)
        const rows = await loadersOf(context).actions.load(page)
        return connectionOf(actionCursors, page, rows, { key: ({ _id }) => _id, node: shownAction })
      },
    },
    Subscription: {
      operationsChanged: {
        subscribe: (_, _args, context) => {
          admins(context)
          return live.follow()
        },
        resolve: (update: OperationsUpdate) => update,
      },
    },
    Mutation: {
      replayDeadLetters: (_, { input }, context) => {
        admins(context)
        const reason = reasonIn(input, { required: false })
        return act({ kind: 'REPLAY_DEAD_LETTERS', input, reason, whole: true }, context)
      },
      discardDeadLetters: (_, { input }, context) => {
        admins(context)
        const reason = reasonIn(input, { required: true })
        return act({ kind: 'DISCARD_DEAD_LETTERS', input, reason, whole: false }, context)
      },
    },
  }
}

function shownAction({ _id: id, at, user, kind, reason, subject, affected, workedOnAt }: StoredAction): OperatorAction {
  const state = workedOnAt === null ? 'DONE' : 'UNDER_WAY'
  return { id, at, user: { id: user }, action: kind, reason, subject, affected, state }
}

function shownStuck(stuck: Stuck): ResolversTypes['StuckOrder'] {
  return { ...stuck, order: { id: stuck.orderId } }
}
