/** Free TCP ports on this machine's loopback. */
import { once } from 'node:events'
import { createServer } from 'node:net'

const given = new Set<number>() // to this process, whether listening yet or not

export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    const listening = once(server, 'listening')
    server.listen(port, '127.0.0.1')
    await listening
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** The wished-for port where it is free, else any. */
export async function freePort(wish?: number): Promise<number> {
  if (wish !== undefined && !given.has(wish) && (await isFree(wish))) return give(wish)
  for (;;) {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    server.close()
    await once(server, 'close')
    if (address && typeof address === 'object' && !given.has(address.port)) return give(address.port)
  }
}

function give(port: number): number {
  given.add(port)
  return port
}
