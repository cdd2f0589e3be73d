import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'

const Targets = z.array(z.object({ webSocketDebuggerUrl: z.string() }))

/** Makes a Node process that was started with `--inspect=PORT` collect its garbage, so that what is left is what it needs. */
export async function collectGarbage(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = Targets.parse(await answer.json())
  if (!target) throw new Error(`nothing to inspect on port ${port}`)
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await once(socket, 'open')
  const answered = once(socket, 'message')
  socket.send('{"id":1,"method":"HeapProfiler.collectGarbage"}')
  await answered
  socket.close()
}
