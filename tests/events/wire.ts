/** A wire to a MongoDB that a test can cut: at once, or when a write has been done and before it is answered. */

import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export type Wire = {
  readonly uri: string
  /** All connections break now; new ones work. */
  readonly cut: () => void
  /** The answers to the next so many writes are swallowed, and their connections break. */
  readonly swallowAnswers: (writes: number) => void
  readonly swallowed: () => number
  readonly close: () => Promise<void>
}

export async function openWire(mongoUri: string): Promise<Wire> {
  const { hostname: host, port } = new URL(mongoUri)
  const sockets = new Set<Socket>()
  let toSwallow = 0
  let swallowed = 0
  const server = createServer((client) => {
    const upstream = connect({ host, port: Number(port) })
    let writes = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket)
          client.destroy()
          upstream.destroy()
        })
    }
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
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    swallowAnswers: (count) => {
      toSwallow = count
    },
    swallowed: () => swallowed,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The command's name stands at the beginning of a message of MongoDB's wire protocol. */
function isWrite(data: Buffer): boolean {
  const start = data.subarray(16, 64)
  return start.includes('\u0002update\0') || start.includes('\u0002insert\0')
}
