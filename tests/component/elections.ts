/**
 * Elections of a MongoDB cluster behind every service of a component test, one after another, where MONGO_ELECTIONS is set. Whoever asks
 * a service then waits out what it refuses meanwhile, as a router's caller does.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { openMongoDouble } from '../events/mongo-double.ts'

export const areElecting = (process.env['MONGO_ELECTIONS'] ?? '') !== ''

const between = (min: number, max: number) => min + Math.random() * (max - min)

type Elections = { readonly uri: string; readonly stop: () => Promise<void> }

/** With elections where MONGO_ELECTIONS is set; else the server as it is. */
export async function elections(mongoUri: string): Promise<Elections> {
  if (!areElecting) return { uri: mongoUri, stop: () => Promise.resolve() }
  const double = await openMongoDouble(mongoUri)
  const over = new AbortController()
  const elected = electAgain(() => double.elect(), over.signal)
  return {
    uri: double.uri,
    stop: async () => {
      over.abort()
      await elected
      await double.close()
    },
  }
}

async function electAgain(elect: () => () => void, signal: AbortSignal): Promise<void> {
  const pause = (forMs: number) => delay(forMs, undefined, { signal }).catch(() => undefined)
  while (!signal.aborted) {
    await pause(between(200, 1_500))
    const elected = elect()
    await pause(between(50, 400))
    elected()
  }
}
