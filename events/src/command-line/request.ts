/** What the command line asks for. */

import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { commandLine, oneOf } from '@shop/platform/command-line.ts'
import type { Contract } from '../contract/contract.ts'
import { timeOfId } from './reading.ts'

/** The command line asks for something that does not exist; the message says what. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Which events are meant; what is undefined does not narrow. */
export type EventFilter = {
  readonly order?: string | undefined
  readonly user?: string | undefined
  readonly type?: string | undefined
  /** The one that sent it. */
  readonly service?: string | undefined
  /** Only the steps of sagas: events of an order, without what only read models want. */
  readonly saga: boolean
}

export type Chosen = {
  readonly order?: string | undefined
  /** The one that could not handle it. */
  readonly service?: string | undefined
}

export type Request =
  | { readonly command: 'help'; readonly text: string }
  | { readonly command: 'tail'; readonly json: boolean; readonly filter: EventFilter }
  | {
      readonly command: 'replay'
      readonly json: boolean
      readonly filter: EventFilter
      readonly since: Date | undefined
    }
  | ({ readonly command: 'dead'; readonly json: boolean } & Chosen)
  | ({
      readonly command: 'dead replay' | 'dead drop'
      readonly sequences: readonly number[]
      readonly all: boolean
    } & Chosen)

/** Throws `UsageError`. */
export function requestOf(args: readonly string[], now: Date, contract: Contract): Request {
  let request: Request | undefined
  let help = ''
  const program = described(now, contract, (asked) => {
    request = asked
  })
  for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])])
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => (help += text), writeErr: () => {}, outputError: () => {} })
  try {
    program.parse([...args], { from: 'user' })
  } catch (error) {
    if (args.length === 0) throw new UsageError('Which command: tail, replay or dead?')
    if (help !== '') return { command: 'help', text: help }
    throw new UsageError(
      error instanceof Error ? error.message.replace(/^error: /, '').replaceAll(/\s+/g, ' ') : String(error),
    )
  }
  if (request) return request
  throw new UsageError('Which command: tail, replay or dead?')
}

function described(now: Date, contract: Contract, ask: (request: Request) => void): Command {
  const receiver = oneOf(
    ...contract.domains.map(({ name }) => name).filter((name) => contract.receivedBy(name).length > 0),
  )
  const program: Command = commandLine({
    script: 'events',
    does: 'Reads the event stream of the shop, and its dead letters.',
    examples: {
      tail: 'every event of all services as it happens, until Ctrl-C',
      'tail --saga': 'the steps of orders only',
      'replay --order ID': 'what happened to one order',
      'replay --since 2h --service pay --json': 'of one service, since a time, as JSON lines',
      dead: 'messages that a service could not handle',
      'dead replay --service pay': 'publishes them again',
    },
  })
  program.enablePositionalOptions() // what stands behind a command's name is that command's
  program.addHelpText(
    'after',
    '\nNATS is found by NATS_URL, else by what the running shop says in $DATA_DIR/parts.json (.data).',
  )
  const json = () => new Option('--json', 'one JSON object a line').default(false)
  filtered(contract, program.command('tail').description('every event as it happens, until Ctrl-C'))
    .addOption(json())
    .action((options) => ask({ command: 'tail', json: options.json, filter: filterOf(options) }))
  filtered(contract, program.command('replay').description('the events that were, oldest first'))
    .option('--since <time>', 'from then on: 30s, 10m, 2h, 7d ago, or a time like 2026-11-22T12:00:00Z', (text) =>
      timeOf(text, now),
    )
    .addOption(json())
    .action((options) =>
      ask({ command: 'replay', json: options.json, since: options.since, filter: filterOf(options) }),
    )
  const dead = program
    .command('dead')
    .description('messages that a service could not handle')
    .enablePositionalOptions()
    .option('--order <id>', 'of one order', orderId)
    .option('--service <name>', 'of one service', receiver)
    .addOption(json())
    .action(({ json: asJson, order, service }) => ask({ command: 'dead', json: asJson, order, service }))
  for (const [name, does] of [
    ['replay', 'publishes them again, and forgets them here'],
    ['drop', 'forgets them'],
  ] as const)
    dead
      .command(name)
      .description(does)
      .argument(
        '[numbers...]',
        'as dead lists them',
        (text, before: readonly number[]) => [...before, sequenceOf(text)],
        [],
      )
      .option('--all', 'all of them', false)
      .option('--order <id>', 'of one order', orderId)
      .option('--service <name>', 'of one service', receiver)
      .action((sequences, { all, order, service }) => ask(chosen(`dead ${name}`, sequences, { all, order, service })))
  return program
}

function filtered(contract: Contract, command: Command) {
  const { senders } = contract
  const eventType = (text: string) => {
    if (contract.events.has(text)) return text
    throw new InvalidArgumentError('Expected the name of an event, as events/PROTOCOL.md has it.')
  }
  return command
    .option('--order <id>', 'of one order', orderId)
    .option('--user <id>', 'of one user')
    .option('--type <event>', 'of one type: OrderPlaced, StockReserved ...', eventType)
    .option('--service <name>', `sent by one service: ${senders.join(', ')}`, oneOf(...senders))
    .option('--saga', 'only the steps of sagas', false)
}

function filterOf({ order, user, type, service, saga }: EventFilter): EventFilter {
  return { order, user, type, service, saga }
}

function chosen(
  command: 'dead replay' | 'dead drop',
  sequences: readonly number[],
  { all, order, service }: Chosen & { readonly all: boolean },
): Request {
  const byFilter = all || order !== undefined || service !== undefined
  if (sequences.length === 0 && !byFilter)
    throw new UsageError(`${command}: which? numbers, --all, --order ID or --service NAME`)
  if (sequences.length > 0 && byFilter) throw new UsageError(`${command}: either numbers or options`)
  return { command, sequences, all, order, service }
}

function orderId(text: string): string {
  if (timeOfId(text)) return text
  throw new InvalidArgumentError('Expected the id of an order: a UUIDv7, in small letters.')
}

function sequenceOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected the number of a dead letter, as dead lists them.')
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const moment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

function timeOf(text: string, now: Date): Date {
  const time = agoOf(text, now) ?? (moment.test(text) ? new Date(text) : undefined)
  if (!time || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('Expected 30s, 10m, 2h, 7d, or a time like 2026-11-22T12:00:00Z.')
  if (time.getTime() > now.getTime() || time.getTime() < 0)
    throw new InvalidArgumentError('Expected a time from 1970 on that is past.')
  return time
}

function agoOf(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') return undefined
  return new Date(now.getTime() - Number(count) * unitsMs[unit])
}
