/** What an answer costs while one of two subgraphs is away: its size and time beside those of the good answer, which should be at most twice. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { startRouter } from './router.ts'

const COUNTS = [1_000, 40_000]
const FIELDS = Array.from({ length: 8 }, (_, index) => `f${index}`)
const WARMING = 4
const TIMES = 9
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n'

const schemas = {
  items: `${LINK} type Query { items(count: Int!): [Item] } type Item @key(fields: "id") { id: ID! name: String }`,
  details: `${LINK} type Item @key(fields: "id") { id: ID! ${FIELDS.map((name) => `${name}: Int`).join(' ')} }`,
}
const QUERY = `query Items($count: Int!) { items(count: $count) { name ${FIELDS.join(' ')} } }`

const Variables = z.object({
  variables: z.object({ count: z.number().default(0), representations: z.array(z.unknown()).default([]) }),
})
const detail = Object.fromEntries(FIELDS.map((name) => [name, 12_345]))

export async function measureOutage(): Promise<string> {
  let isAway = false
  const items = await listening(async (request, response) => {
    const { count } = Variables.parse(JSON.parse(await text(request))).variables
    const all = Array.from({ length: count }, (_, id) => ({ __typename: 'Item', id: String(id), name: `item ${id}` }))
    response.end(JSON.stringify({ data: { items: all } }))
  })
  const details = await listening(async (request, response) => {
    const { representations } = Variables.parse(JSON.parse(await text(request))).variables
    if (isAway) response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>')
    else response.end(JSON.stringify({ data: { _entities: representations.map(() => detail) } }))
  })
  const settings = { RATE_PER_ADDRESS: '0', RATE_COST: '0' }
  const router = await startRouter(schemas, (name) => (name === 'items' ? items : details).url, { settings })
  try {
    const rows: TableCell[][] = []
    for (const count of COUNTS) {
      isAway = false
      const good = await measured(router.url, count)
      isAway = true
      const bad = await measured(router.url, count)
      rows.push([
        `${count.toLocaleString('en')} x ${FIELDS.length}`,
        ...[good.bytes / 1_000, bad.bytes / 1_000, bad.bytes / good.bytes],
        ...[good.ms, bad.ms, bad.ms / good.ms],
      ])
    }
    return table(['items x fields', 'good KB', 'outage KB', 'times', 'good ms', 'outage ms', 'times'], rows)
  } finally {
    await router.stop()
    items.server.close()
    details.server.close()
  }
}

/** Bytes of the answer, and the median of its times. */
async function measured(url: string, count: number): Promise<{ readonly bytes: number; readonly ms: number }> {
  const body = JSON.stringify({ query: QUERY, variables: { count } })
  const times: number[] = []
  let bytes = 0
  for (let time = 0; time < WARMING + TIMES; time++) {
    const began = performance.now()
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    bytes = (await response.arrayBuffer()).byteLength
    if (time >= WARMING) times.push(performance.now() - began)
  }
  return { bytes, ms: times.toSorted((one, other) => one - other)[Math.floor(TIMES / 2)] ?? 0 }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

async function listening(handler: Handler): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    handler(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return { server, url: `http://127.0.0.1:${port}/graphql` }
}
