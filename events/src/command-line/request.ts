/** The request of the command line. */

import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { isoTime } from '@shop/platform/iso-time.ts'
import { commandLine, oneOf } from '@shop/platform/command-line.ts'
import type { Contract } from '../contract/contract.ts'

/** The command line names something that does not exist; the message says what. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Which events are meant; what is undefined does not narrow. */
export type EventFilter = {
  /** The work that they belong to. */
  readonly correlation?: string | undefined
  /** What fields of their data say. */
  readonly fields: readonly (readonly [field: string, value: unknown])[]
  readonly type?: string | undefined
  /** The one that sent it. */
  readonly service?: string | undefined
  /** Only the steps of sagas: events of such work, without what only read models want. */
  readonly saga: boolean
}

export type Chosen = {
  readonly correlation?: string | undefined
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
  const program = described(now, contract, (parsed) => {
    request = parsed
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

function described(now: Date, contract: Contract, handle: (request: Request) => void): Command {
  const receivers = contract.domains.map(({ name }) => name).filter((name) => contract.receivedBy(name).length > 0)
  const receiver = oneOf(...receivers)
  const program: Command = commandLine({
    script: 'events',
    does: `Reads the stream of the ${contract.name}'s events, and its dead letters.`,
    examples: {
      tail: 'every event of all services as it happens, until Ctrl-C',
      'tail --saga': 'the steps of sagas only',
      ...(contract.correlation && {
        [`replay --${contract.correlation.name} ID`]: `prints what happened to one ${contract.correlation.name}`,
      }),
      [`replay --since 2h --service ${contract.senders.at(-1) ?? 'NAME'} --json`]:
        'prints those of one service, since a time, as JSON lines',
      dead: 'messages that a service could not handle',
      [`dead replay --service ${receivers.at(-1) ?? 'NAME'}`]: 'publishes those of one service again',
    },
  })
  program.enablePositionalOptions() // what stands behind a command's name is that command's
  program.addHelpText(
    'after',
    '\nNATS is found by NATS_URL, else by what npm start says in $DATA_DIR/processes.json (.data).',
  )
  const json = () => new Option('--json', 'one JSON object a line').default(false)
  filtered(contract, program.command('tail').description('every event as it happens, until Ctrl-C'))
    .addOption(json())
    .action((options, command) =>
      handle({ command: 'tail', json: options.json, filter: filterOf(contract, options, command) }),
    )
  filtered(
    contract,
    program.command('replay').description('prints the events that were, oldest first; publishes nothing'),
  )
    .option('--since <time>', 'from then on: 30s, 10m, 2h, 7d ago, or a time like 2026-11-22T12:00:00Z', (text) =>
      timeOf(text, now),
    )
    .addOption(json())
    .action((options, command) =>
      handle({
        ...{ command: 'replay', json: options.json, since: options.since },
        filter: filterOf(contract, options, command),
      }),
    )
  const dead = correlated(contract, program.command('dead'))
    .description('messages that a service could not handle')
    .enablePositionalOptions()
    .option('--service <name>', 'of one service', receiver)
    .addOption(json())
    .action(({ json: asJson, service }, command) =>
      handle({ command: 'dead', json: asJson, correlation: correlationOf(contract, command), service }),
    )
  for (const [name, does] of [
    ['replay', 'publishes them again, and deletes them here'],
    ['drop', 'deletes them'],
  ] as const)
    correlated(contract, dead.command(name))
      .description(does)
      .argument(
        '[numbers...]',
        'as dead lists them',
        (text, before: readonly number[]) => [...before, sequenceOf(text)],
        [],
      )
      .option('--all', 'all of them', false)
      .option('--service <name>', 'of one service', receiver)
      .action((sequences, { all, service }, command) => {
        const correlation = correlationOf(contract, command)
        handle(chosen(contract, `dead ${name}`, sequences, { all, correlation, service }))
      })
  return program
}

function filtered(contract: Contract, command: Command) {
  const { senders } = contract
  const eventType = (text: string) => {
    if (contract.events.has(text)) return text
    throw new InvalidArgumentError('Expected the name of an event, as events/PROTOCOL.md has it.')
  }
  correlated(contract, command)
  for (const word of Object.keys(contract.filters)) command.addOption(new Option(`--${word} <id>`, `of one ${word}`))
  const [first = 'Happened', second = first] = contract.events.keys()
  return command
    .option('--type <event>', `of one type: ${first}, ${second} ...`, eventType)
    .option('--service <name>', `sent by one service: ${senders.join(', ')}`, oneOf(...senders))
    .option('--saga', 'only the steps of sagas', false)
}

/** With the option of this contract for the work that events belong to. */
function correlated(contract: Contract, command: Command): Command {
  const { correlation } = contract
  if (!correlation) return command
  const { name, id } = correlation
  const checked = (text: string) => {
    if (id.safeParse(text).success) return text
    throw new InvalidArgumentError(`Expected the id of ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}.`)
  }
  command.addOption(new Option(`--${name} <id>`, `of one ${name}`).argParser(checked))
  return command
}

type ParsedOptions = { getOptionValue(name: string): unknown }

function correlationOf({ correlation }: Contract, command: ParsedOptions): string | undefined {
  const id = correlation && command.getOptionValue(correlation.name)
  return typeof id === 'string' ? id : undefined
}

function filterOf(
  contract: Contract,
  { type, service, saga }: Pick<EventFilter, 'type' | 'service' | 'saga'>,
  command: ParsedOptions,
): EventFilter {
  const fields = Object.entries(contract.filters).flatMap(([word, field]) => {
    const value = command.getOptionValue(word)
    return value === undefined ? [] : [[field, value] as const]
  })
  return { correlation: correlationOf(contract, command), fields, type, service, saga }
}

function chosen(
  contract: Contract,
  command: 'dead replay' | 'dead drop',
  sequences: readonly number[],
  { all, correlation, service }: Chosen & { readonly all: boolean },
): Request {
  const byFilter = all || correlation !== undefined || service !== undefined
  if (sequences.length === 0 && !byFilter) throw new UsageError(`${command}: which? numbers, ${waysToChoose(contract)}`)
  if (sequences.length > 0 && byFilter) throw new UsageError(`${command}: either numbers or options`)
  return { command, sequences, all, correlation, service }
}

function waysToChoose({ correlation }: Contract): string {
  return ['--all', ...(correlation ? [`--${correlation.name} ID`] : [])].join(', ') + ' or --service NAME'
}

function sequenceOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected the number of a dead letter, as dead lists them.')
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function timeOf(text: string, now: Date): Date {
  const time = agoOf(text, now) ?? isoTime(text)
  if (!time) throw new InvalidArgumentError('Expected 30s, 10m, 2h, 7d, or a time like 2026-11-22T12:00:00Z.')
  if (time.getTime() > now.getTime() || time.getTime() < 0)
    throw new InvalidArgumentError('Expected a time from 1970 on that is past.')
  return time
}

function agoOf(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') return undefined
  return new Date(now.getTime() - Number(count) * unitsMs[unit])
}
