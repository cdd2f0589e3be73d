/** A wire to a MongoDB that a test can cut: at once, or when a write has been done and before it is answered. */

import { type MongoProxy, openMongoProxy } from './mongo-proxy.ts'

export type Wire = MongoProxy & {
  /** The answers to the next so many writes are swallowed, and their connections break. */
  readonly swallowAnswers: (writes: number) => void
  readonly swallowed: () => number
}

export async function openWire(mongoUri: string): Promise<Wire> {
  let toSwallow = 0
  let swallowed = 0
  const proxy = await openMongoProxy(mongoUri, (client, upstream) => {
    let writes = false
    client.on('data', (data) => {
      writes = isWrite(data)
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      if (!writes || toSwallow === 0) return void client.write(data)
      toSwallow -= 1
      swallowed += 1
      client.destroy()
    })
  })
  return {
    ...proxy,
    swallowAnswers: (count) => {
      toSwallow = count
    },
    swallowed: () => swallowed,
  }
}

/** The command's name stands at the beginning of a message of MongoDB's wire protocol. */
function isWrite(data: Buffer): boolean {
  const start = data.subarray(16, 64)
  return start.includes('\u0002update\0') || start.includes('\u0002insert\0')
}
