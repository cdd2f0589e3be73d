/** NATS' protocol, as far as counting needs it: lines, and payloads after those that say how long theirs is. */
import type { WireReader } from './tap.ts'
import type { TrafficTally } from './tally.ts'

const lineEnd = '\r\n'

export function natsReader(tally: TrafficTally): WireReader {
  return {
    sent: framed((line, bytes) => tally.add(nameOfSent(line), { times: 1, bytes })),
    received: framed((line, bytes) => tally.add(nameOfReceived(line), { times: 1, bytes })),
  }
}

function nameOfSent([verb = '', subject = '']: readonly string[]): string {
  if (!/^H?PUB$/.test(verb)) return 'control'
  if (subject.startsWith('$JS.ACK.')) return 'acknowledge an event'
  if (subject.startsWith('$JS.API.CONSUMER.MSG.NEXT.')) return 'ask for events'
  if (subject.startsWith('$JS.API.')) return 'ask about streams and consumers'
  const [place, aggregate, type] = subject.split('.')
  return place?.startsWith('events') ? `publish ${aggregate}.${type}` : 'other messages'
}

/** A delivered event says where its acknowledgement goes; what comes to an inbox without that answers a publication or a question. */
function nameOfReceived([verb = '', subject = '', _id, reply = '']: readonly string[]): string {
  if (!/^H?MSG$/.test(verb)) return 'control'
  if (reply.startsWith('$JS.ACK.')) return 'an event comes'
  return subject.startsWith('_INBOX') ? 'an answer to a publication or a question comes' : 'other messages'
}

/** Whole lines with their payloads: their words, and the bytes of both. */
function framed(take: (words: readonly string[], bytes: number) => void): (bytes: Buffer) => void {
  let waiting = Buffer.alloc(0)
  return (bytes) => {
    waiting = Buffer.concat([waiting, bytes])
    for (;;) {
      const end = waiting.indexOf(lineEnd)
      if (end < 0) return
      const words = waiting.toString('latin1', 0, end).split(' ')
      const payload = /^H?(PUB|MSG)$/.test(words[0] ?? '') ? Number(words.at(-1)) + lineEnd.length : 0
      const length = end + lineEnd.length + payload
      if (waiting.length < length) return
      take(words, length)
      waiting = waiting.subarray(length)
    }
  }
}
