/** The shop with one thing broken: what a simulation is there to find. */
import type { Documents, EventLog } from '@shop/events/aggregates/ports.ts'
import type { Mail } from '@shop/events/feed/mailbox.ts'
import type { Collection } from '@shop/events/simulated/documents.ts'
import { forgets } from '../saga/forgets.ts'
import { type SimulationOverrides, real } from './overrides.ts'

const { order, product, account, delivery } = real.deciders

/** Some methods replaced; the others as they are. */
function documents(
  broken: (documents: Documents, stored: Collection) => Partial<Documents>,
): SimulationOverrides['documents'] {
  return (real, stored) => ({
    load: (ids) => real.load(ids),
    save: (changes) => real.save(changes),
    acknowledge: (acks) => real.acknowledge(acks),
    withOutboxSince: (overdue, limit) => real.withOutboxSince(overdue, limit),
    markForked: (ids) => real.markForked(ids),
    unmarkForked: (ids) => real.unmarkForked(ids),
    withDue: (overdue, limit) => real.withDue(overdue, limit),
    postpone: (id, version, next) => real.postpone(id, version, next),
    ...broken(real, stored),
  })
}

function log(broken: (log: EventLog) => Partial<EventLog>): SimulationOverrides['log'] {
  return (real) => ({
    append: (envelopes) => real.append(envelopes),
    certain: (envelopes) => real.certain(envelopes),
    read: (id, from, to) => real.read(id, from, to),
    ofOperations: (id, operations) => real.ofOperations(id, operations),
    at: (positions) => real.at(positions),
    newestOfType: (id, type) => real.newestOfType(id, type),
    ...broken(real),
  })
}

export const flaws: readonly (readonly [string, Partial<SimulationOverrides>, RegExp])[] = [
  [
    'messages that are acknowledged before anything is stored',
    { handle: (handle) => (envelope) => (void handle(envelope).catch(() => undefined), Promise.resolve()) },
    /does not come to rest|rebuilt/,
  ],
  [
    'writes without a guard on the version',
    {
      documents: documents((real, stored) => ({
        save: (changes) =>
          real.save(
            changes.map((change) => ({
              ...change,
              // Read when the write arrives: it always fits.
              get from() {
                return stored.get(change.id)?.version ?? 0
              },
            })),
          ),
      })),
    },
    /log refuses|twice|version/,
  ],
  [
    'conflicts that are taken for successes',
    {
      documents: documents((real) => ({
        save: async (changes) => {
          await real.save(changes)
          return 'saved'
        },
      })),
    },
    /lost|log refuses|version|rest/,
  ],
  [
    'outboxes without a sweep',
    { documents: documents(() => ({ withOutboxSince: () => Promise.resolve([]) })) },
    /never published|does not come to rest/,
  ],
  [
    'durations that are measured by a wall clock',
    {
      clock: (clock) => {
        const apart = clock.now() - clock.elapsed()
        return { ...clock, elapsed: () => clock.now() - apart }
      },
    },
    /does not come to rest/,
  ],
  [
    'records that are not recalled from the log',
    { log: log(() => ({ ofOperations: () => Promise.resolve([]) })) },
    /twice|points added|units added/,
  ],
  [
    'an idempotency key that is taken again',
    {
      keys: (keys) => ({
        insert: async (all) => {
          await keys.insert(all)
          return new Set()
        },
        read: (ids) => keys.read(ids),
      }),
    },
    /stands for/,
  ],
  [
    'pay without tombstones',
    {
      deciders: {
        ...real.deciders,
        account: { ...account, decide: (state, command) => account.decide(forgets(state, 'withdrawn'), command) },
      },
    },
    /points added|twice/,
  ],
  [
    'inventory without tombstones',
    {
      deciders: {
        ...real.deciders,
        product: { ...product, decide: (state, command) => product.decide(forgets(state, 'withdrawn'), command) },
      },
    },
    /units added|twice/,
  ],
  [
    'a delivery that is prepared in spite of its tombstone',
    {
      deciders: {
        ...real.deciders,
        delivery: {
          ...delivery,
          decide: (state, command) =>
            delivery.decide(
              command.type === 'PrepareDelivery' && state.progress.phase === 'withdrawn'
                ? { ...state, progress: { phase: 'awaited' } }
                : state,
              command,
            ),
        },
      },
    },
    /its delivery (PREPARING|SHIPPED|IN_TRANSIT)/,
  ],
  [
    'a deadline that stops a delivery',
    {
      deciders: {
        ...real.deciders,
        delivery: {
          ...delivery,
          decide: (state, command) =>
            delivery.decide(state, command.type === 'CancelDelivery' ? { ...command, by: 'person' } : command),
        },
      },
    },
    /timed out, and there is a delivery/,
  ],
  [
    'an order that opens again',
    {
      deciders: {
        ...real.deciders,
        order: {
          ...order,
          decide: (state, command) =>
            order.decide(
              state.exists && state.status === 'CANCELLED' ? { ...state, status: 'PENDING' } : state,
              command,
            ),
        },
      },
    },
    /was CANCELLED, and became/,
  ],
  [
    'a page where the last writer wins',
    {
      folded: (documents) => ({
        load: (ids) => documents.load(ids),
        save: async (writes) => {
          await documents.save(writes)
          return true
        },
      }),
    },
    /rebuilt/,
  ],
  [
    'a live feed that begins anew without its followers noticing',
    {
      feed: (feed) => ({
        aggregate: feed.aggregate,
        join: async (id) => {
          const { mailbox, leave } = await feed.join(id)
          const next = async (signal: AbortSignal): Promise<Mail | undefined> => {
            const mail = await mailbox.next(signal)
            return mail === 'recheck' ? next(signal) : mail
          }
          return { mailbox: { next }, leave }
        },
      }),
    },
    /received up to version/,
  ],
]
