/** One WebSocket for all live streams. It comes back by itself, and with the token of the time. */
import { createClient } from 'graphql-ws'
import { currentSession, onSession } from '../session/session.ts'
import { connectionIsLost } from './connection.ts'

const PING_MS = 5_000
const PONG_WITHIN_MS = 4_000
const FIRST_WAIT_MS = 200
const MAX_WAIT_MS = 2_000
const CLEAN = 1_000

let missingPong: ReturnType<typeof setTimeout> | undefined
/** Whether the socket is closed only to reconnect with a fresh token: that is no loss. */
let renewed = false
let open = false

export const socket = createClient({
  url: `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`,
  connectionParams: () => {
    const session = currentSession()
    return session ? { authorization: `Bearer ${session.token}` } : {}
  },
  keepAlive: PING_MS,
  retryAttempts: Infinity,
  shouldRetry: () => true,
  retryWait: (tries) => waitOrOnline(Math.min(FIRST_WAIT_MS * 2 ** tries, MAX_WAIT_MS) * (0.5 + Math.random() / 2)),
  on: {
    connected: () => {
      open = true
      connectionIsLost(false)
    },
    closed: (event) => {
      clearTimeout(missingPong)
      open = false
      if (!renewed && (!(event instanceof CloseEvent) || event.code !== CLEAN)) connectionIsLost(true)
      renewed = false
    },
    // A network that is cut closes nothing: who does not answer is taken to be gone.
    ping: (received) => {
      if (!received) missingPong = setTimeout(() => socket.terminate(), PONG_WITHIN_MS)
    },
    pong: (received) => {
      if (received) clearTimeout(missingPong)
    },
  },
})

globalThis.addEventListener('offline', () => {
  connectionIsLost(true)
  socket.terminate()
})
globalThis.addEventListener('online', () => connectionIsLost(false))

let token: string | undefined
onSession(() => {
  const next = currentSession()?.token
  if (next === token) return
  token = next
  renewed = open
  socket.terminate()
})

function waitOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      globalThis.removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    globalThis.addEventListener('online', done)
  })
}
