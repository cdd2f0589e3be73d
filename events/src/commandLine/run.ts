import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import { parseEnvelope, type RawEnvelope } from '../contract/envelope.ts'
import { type DeadLetter, DeadLetters } from '../messaging/deadLetters.ts'
import type { Asked, Which } from './arguments.ts'
import { deadLetterLine, eventLine } from './columns.ts'
import { follow, past } from './reading.ts'

export type Parts = {
  readonly stream: JetStreamClient
  readonly manager: JetStreamManager
  readonly print: (line: string) => void
}

/** Answers the exit code: 1 where a dead letter that was named is not there. */
export async function run(
  asked: Exclude<Asked, { command: 'help' }>,
  parts: Parts,
  signal: AbortSignal,
): Promise<number> {
  const { stream, manager, print } = parts
  switch (asked.command) {
    case 'tail':
      for await (const data of follow(stream, signal)) printEvent(data, asked.json, print)
      return 0
    case 'replay':
      for await (const data of past(stream, manager, asked.since)) {
        if (signal.aborted) return 0
        printEvent(data, asked.json, print, asked.orderId)
      }
      return 0
    case 'dead': {
      const letters = new DeadLetters(stream, manager)
      return asked.action === 'list' ? list(letters, asked.json, print) : act(letters, asked, print)
    }
  }
}

async function list(letters: DeadLetters, json: boolean, print: Parts['print']): Promise<number> {
  let count = 0
  for await (const letter of letters.list()) {
    count += 1
    print(
      json ? JSON.stringify({ ...letter, body: text(letter) }) : `${deadLetterLine(letter)}\n       ${text(letter)}`,
    )
  }
  if (!json) print(count === 0 ? 'There are no dead letters.' : `${count} dead letters`)
  return 0
}

async function act(
  letters: DeadLetters,
  { action, which }: { readonly action: 'replay' | 'drop'; readonly which: Which },
  print: Parts['print'],
): Promise<number> {
  const chosen: DeadLetter[] = []
  for await (const letter of letters.list()) if (isChosen(letter, which)) chosen.push(letter)
  for (const letter of chosen) await letters[action](letter)
  print(`${chosen.length} ${action === 'replay' ? 'replayed' : 'dropped'}`)
  if (chosen.length > 0 || which === 'all') return 0
  print('There is no such dead letter: see "npm run events -- dead".')
  return 1
}

function isChosen(letter: DeadLetter, which: Which): boolean {
  if (which === 'all') return true
  if ('sequence' in which) return letter.sequence === which.sequence
  const parsed = parseEnvelope(letter.body)
  return (
    letter.subject.endsWith(`.${which.orderId}`) || (parsed.kind === 'ok' && parsed.envelope.orderId === which.orderId)
  )
}

function text({ body }: DeadLetter): string {
  return Buffer.from(body).toString('utf8')
}

function printEvent(data: Uint8Array, json: boolean, print: Parts['print'], orderId?: string): void {
  const parsed = parseEnvelope(data)
  const envelope: RawEnvelope | undefined =
    parsed.kind === 'ok' ? parsed.envelope : parsed.kind === 'malformed' ? undefined : parsed.raw
  if (orderId !== undefined && envelope?.orderId !== orderId) return
  if (json) print(Buffer.from(data).toString('utf8'))
  else print(envelope ? eventLine(envelope) : `(unreadable: ${parsed.kind === 'malformed' ? parsed.problem : ''})`)
}
