/**
 * That a service is there, and that no restore is under way. A service shows its presence before it looks for a restore's mark, and a
 * restore sets its mark before it looks for services: where both begin in one moment, one of them sees the other. A service that is cut
 * off from NATS shows nothing, so it looks for the mark all the while, and a restore gives it the time to.
 */
import type { NatsConnection } from '@nats-io/transport-node'
import { persist } from '@shop/platform/persist.ts'
import { every } from '../aggregates/every.ts'
import { systemClock } from '../aggregates/ports.ts'
import type { Contract } from '../contract/contract.ts'
import { isOutage } from '../outage.ts'
import { RestoreFence } from '../restore-fence.ts'
import { lookForRestoreEveryMs, restoringFrom, untilRestored } from '../restored.ts'
import type { ServiceResources, ServiceRuntime } from '../runtime.ts'
import { throughOutages } from '../through-outages.ts'
import type { LateStreams } from './late-streams.ts'
import { showPresence } from './presence.ts'
import { statusOf } from './replica-status.ts'

/**
 * To be called before a service goes on from what is stored. Resolves when it may begin: where a restore is under way, once that is over.
 * One that begins while NATS is away, or is cut off later, looks twice a second until it is connected again, and fails where a restore
 * has begun or has overtaken it: its process ends, and begins anew with what is there then. Answers what is to be passed before it writes
 * or publishes, since it may have been stopped meanwhile.
 */
export async function announce(
  runtime: ServiceRuntime,
  { mongo }: Pick<ServiceResources, 'mongo'>,
  contract: Contract,
  streams: LateStreams,
): Promise<RestoreFence> {
  const { log, shutdown } = runtime
  const waiting = { log, signal: shutdown.signal, final: (error: unknown) => !isOutage(error) }
  const persistOnNats = (attempt: () => Promise<void>) => persist(attempt, { what: 'NATS', ...waiting })
  const show = async (nats: NatsConnection) => {
    const status = () => statusOf(contract, runtime)
    const withdraw = showPresence(nats, streams.names.presenceOf(runtime.name), status)
    await persistOnNats(() => nats.flush())
    return () => persistOnNats(withdraw)
  }
  await untilRestored(mongo, waiting)
  const end = (error: unknown) => {
    if (!shutdown.signal.aborted) runtime.fail(error)
  }
  const fence = (streams.fence = await RestoreFence.open(mongo, end))
  const look = () => fence.look()
  const requireNotOvertaken = () => persist(look, { what: 'whether there was a restore', ...waiting })
  const waitingForMongo = (error: unknown) => void (isOutage(error) || end(error))
  let stopLooking = noLooks
  const cutOff = () => {
    void stopLooking()
    stopLooking = every(systemClock, lookForRestoreEveryMs, look, waitingForMongo)
  }
  const connected = async () => {
    void stopLooking()
    await requireNotOvertaken()
  }
  await shutdown.own('looks for a restore', () => stopLooking())

  const isLate = !streams.isOpen
  if (isLate) cutOff()
  await streams.whenOpen(async ({ nats }) => {
    let withdraw = await show(nats)
    if (isLate) await connected()
    else {
      while ((await throughOutages(() => restoringFrom(mongo))) !== undefined) {
        await withdraw() // so that a restore that was interrupted can be run again
        await untilRestored(mongo, waiting)
        withdraw = await show(nats)
      }
      await fence.begin()
    }
    followStatus(nats, { disconnect: cutOff, reconnect: connected }).catch(end)
  })
  return fence
}

const noLooks = async (): Promise<void> => undefined

type StatusHandlers = { readonly disconnect: () => void; readonly reconnect: () => Promise<void> }

async function followStatus(nats: NatsConnection, handlers: StatusHandlers): Promise<void> {
  for await (const { type } of nats.status()) if (type === 'disconnect' || type === 'reconnect') await handlers[type]()
}
