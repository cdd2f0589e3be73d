import { connect, type Socket } from 'node:net'

/** A connection to a router that sends this and reads nothing until it is resumed. To be destroyed by its user. */
export function unreadSocket(url: string, text: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.pause()
  socket.write(text)
  return socket
}
