/**
 * Loaded into the router's process (`node --import`): answers at MONITOR_PORT for how long its event loop was blocked,
 * at most, since the last request. `wallMs` counts also when others had the processor, `cpuMs` does not.
 */

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const own = `/proc/self/task/${process.pid}/schedstat`

/** Milliseconds of processor time that the main thread has had (proc(5): its first number is nanoseconds). */
function cpuNow(): number {
  return Number.parseInt(readFileSync(own, 'latin1'), 10) / 1e6
}

let [wall, cpu] = [performance.now(), cpuNow()]
let longest = { wallMs: 0, cpuMs: 0 }

setInterval(() => {
  const [wallBefore, cpuBefore] = [wall, cpu]
  wall = performance.now()
  cpu = cpuNow()
  longest = {
    wallMs: Math.max(longest.wallMs, wall - wallBefore),
    cpuMs: Math.max(longest.cpuMs, cpu - cpuBefore),
  }
}, 1).unref()

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(longest))
  longest = { wallMs: 0, cpuMs: 0 }
})
server.listen(Number(process.env['MONITOR_PORT']), '127.0.0.1').unref()
