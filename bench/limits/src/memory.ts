/** How much memory clients and subgraphs can make the router hold at most: with its default settings, one case after the other. */

import { readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { startRouter, subgraphsOf, type MeasuredRouter } from './router.ts'
import { schema } from './big-schema.ts'

const MB = 1_000_000
/** Until all that is held is there. */
const RETAINED_MS = 6_000
const SETTLED_MS = 3_000
/** Small requests before, so that what the young generation of a router at work takes is not counted as held. */
const USUAL = 6_400

type Case = {
  readonly name: string
  readonly settings?: Readonly<Record<string, string>>
  /** As many as are usual, so that what any request needs is there before. */
  readonly usual: (url: URL) => Promise<void>
  /** Resolves to what ends it. */
  readonly attack: (url: URL) => Promise<() => void>
}

const textQuery = (kilobytes: number, n: number): object => ({
  query: 'query Big($kilobytes: Int!, $n: Int) { text(kilobytes: $kilobytes, n: $n) }',
  variables: { kilobytes, n },
})

const post = (body: string, length = body.length): string =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`

const UPGRADE = [
  ...[
    'GET /graphql HTTP/1.1',
    'host: localhost',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
  ],
  ...['sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol: graphql-transport-ws', '', ''],
].join('\r\n')

/** A masked frame of a text, and so much of it. */
function halfMessage(sent: number, length: number): Buffer {
  const head = Buffer.alloc(14)
  head.set([0x81, 0x80 | 127])
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(sent, 'x')])
}

/** Sends this, and reads nothing. */
function unread({ hostname, port }: URL, text: string): Socket {
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.pause()
  socket.write(text)
  return socket
}

async function answered(url: URL, kilobytes: number, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const headers = { 'content-type': 'application/json' }
    await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(textQuery(kilobytes, -n)) })).text()
  }
}

async function socketTo(url: URL): Promise<WebSocket> {
  const socket = new WebSocket(String(url).replace('http', 'ws'), 'graphql-transport-ws')
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send('{"type":"connection_init"}')
  await new Promise((resolve) => socket.once('message', resolve))
  return socket
}

const cases: readonly Case[] = [
  {
    name: 'one unread WebSocket, 250 answers of 2.1 MB',
    usual: (url) => answered(url, 2_100, 3),
    attack: async (url) => {
      const socket = await socketTo(url)
      socket.pause()
      for (let id = 0; id < 250; id++)
        socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload: textQuery(2_100, id) }))
      return () => socket.terminate()
    },
  },
  {
    name: '60 unread HTTP answers of 10 MB',
    usual: (url) => answered(url, 10_000, 1),
    attack: (url) => {
      const sockets = Array.from({ length: 60 }, (_, n) => unread(url, post(JSON.stringify(textQuery(10_000, n)))))
      return Promise.resolve(() => sockets.forEach((socket) => socket.destroy()))
    },
  },
  {
    name: '1,500 half bodies of 250 KB',
    usual: (url) => answered(url, 100, 50),
    attack: (url) => {
      const half = 'x'.repeat(250_000)
      const sockets = Array.from({ length: 1_500 }, () => unread(url, post(half, 260_000)))
      return Promise.resolve(() => sockets.forEach((socket) => socket.destroy()))
    },
  },
  {
    name: '1,500 half WebSocket messages of 250 KB',
    usual: (url) => answered(url, 100, 50),
    attack: (url) => {
      const begun = halfMessage(250_000, 260_000)
      const sockets = Array.from({ length: 1_500 }, () => {
        const socket = unread(url, UPGRADE)
        socket.resume().once('data', () => socket.write(begun))
        return socket
      })
      return Promise.resolve(() => sockets.forEach((socket) => socket.destroy()))
    },
  },
  {
    name: 'an event of 90 MB, UPSTREAM_MAX_BYTES 1 MiB',
    settings: { UPSTREAM_MAX_BYTES: '1048576' },
    usual: (url) => answered(url, 100, 20),
    attack: async (url) => {
      const socket = await socketTo(url)
      const payload = { query: 'subscription { text(kilobytes: 90000) }' }
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }))
      return () => socket.terminate()
    },
  },
]

/** One row: what was there before, the most that was there, and the difference, in MB. */
async function measure({ usual, attack, ...case_ }: Case, urlOf: (name: string) => string): Promise<TableCell[]> {
  const router = await startRouter({ big: schema }, urlOf, { settings: case_.settings ?? {} })
  try {
    const url = new URL(router.url)
    await usual(url)
    await Promise.all(Array.from({ length: 16 }, () => answered(url, 4, USUAL / 16)))
    await after(SETTLED_MS)
    const before = residentBytes(router)
    forgetPeak(router)
    const end = await attack(url)
    await after(RETAINED_MS)
    const peak = peakBytes(router)
    end()
    await answered(url, 1, 1)
    return [case_.name, before / MB, peak / MB, (peak - before) / MB]
  } finally {
    await router.stop()
  }
}

/** @param only of the cases' names */
export async function measureMemory(only = ''): Promise<string> {
  const { child, said } = await subgraphsOf(path.join(import.meta.dirname, 'serve-big.ts'))
  try {
    const urls: Readonly<Record<string, string>> = JSON.parse(said)
    const rows: TableCell[][] = []
    for (const each of cases.filter(({ name }) => name.includes(only))) {
      console.error(`${each.name} ...`)
      rows.push(await measure(each, (name) => urls[name] ?? ''))
    }
    return table(['case', 'MB before', 'MB at most', 'added'], rows)
  } finally {
    await child.stop(2_000)
  }
}

/** proc(5): resident memory in pages; its peak, and how to reset that. */
function residentBytes({ pid }: MeasuredRouter): number {
  return kibibytes(pid, 'VmRSS') * 1_024
}

function peakBytes({ pid }: MeasuredRouter): number {
  return kibibytes(pid, 'VmHWM') * 1_024
}

function forgetPeak({ pid }: MeasuredRouter): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function kibibytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
}
