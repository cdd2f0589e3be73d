import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { originForm } from '@shop/platform/upgrades.ts'
import type { Cors } from '../http/cross-origin.ts'
import type { Upgrade } from '../http/server.ts'
import type { Sockets } from './sockets.ts'

/**
 * Takes WebSockets at one path, from pages that the CORS rule allows: browsers open sockets to any host without a preflight
 * request, so the origin is looked at here.
 */
export function upgradeTo(path: string, sockets: Sockets, cors: Cors, stopping: AbortSignal): Upgrade {
  return (request, socket, head) => {
    const url = originForm(request.url)
    if (stopping.aborted) return refuse(socket, 503)
    if (url !== path && !url.startsWith(`${path}?`)) return refuse(socket, 404)
    if (!cors.allows(request)) return refuse(socket, 403)
    sockets.accept(request, socket, head)
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
