/** `npm run events`: looks at the events of the saga, and at the messages that nobody could handle. NATS_URL says where. */

import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { readArguments, usage, UsageError } from './arguments.ts'
import { run } from './run.ts'

const url = process.env['NATS_URL'] || 'nats://127.0.0.1:4222'

async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2), new Date())
  if (asked.command === 'help') {
    console.log(usage)
    return 0
  }
  const nats = await connect({ servers: url, timeout: 2_000 }).catch(() => undefined)
  if (!nats) {
    console.error(`NATS does not answer at ${url}: start the shop, or set NATS_URL.`)
    return 1
  }
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort())
  try {
    const parts = { stream: jetstream(nats), manager: await jetstreamManager(nats), print: console.log }
    return await run(asked, parts, stopping.signal)
  } finally {
    await nats.close()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(error instanceof UsageError ? `${message}\n\n${usage}` : message)
  process.exitCode = 1
}
