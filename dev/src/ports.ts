/** Free TCP ports on this machine's loopback. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

const loopback = '127.0.0.1'

export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    const listening = once(server, 'listening')
    server.listen(port, loopback)
    await listening
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** The preferred port where it is free, else any. It is reserved, here and in other processes, for the life of this process. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred)) && (await claim(preferred))) return preferred
  for (;;) {
    const server = createServer()
    server.listen(0, loopback)
    await once(server, 'listening')
    const address = server.address()
    server.close()
    await once(server, 'close')
    if (address && typeof address === 'object' && (await claim(address.port))) return address.port
  }
}

/** Who gets a port may listen only much later: till then its claim is the UDP port of the same number, which ends with the process. */
async function claim(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    const listening = once(socket, 'listening')
    socket.bind({ port, address: loopback, exclusive: true })
    await listening
    socket.unref()
    return true
  } catch {
    socket.close()
    return false
  }
}
