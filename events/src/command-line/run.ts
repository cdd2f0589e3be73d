/** One run of the command line: from arguments to exit code. */

import { JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { ConfigError } from '@shop/platform/config.ts'
import { dialNats } from '@shop/platform/nats.ts'
import { shownNats } from '@shop/platform/nats-settings.ts'
import type { Contract } from '../contract/contract.ts'
import { natsAddress } from './address.ts'
import { CannotDo, type EventsConnections, listDead, replay, settleDead, tail } from './commands.ts'
import type { Terminal } from './lines.ts'
import { StreamNames } from '../messaging/stream-names.ts'
import { type Request, UsageError, requestOf } from './request.ts'

export type Surroundings = {
  readonly contract: Contract
  readonly env: Readonly<Record<string, string | undefined>>
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  /** Ends what goes on for ever: Ctrl-C. */
  readonly signal: AbortSignal
  /** Where the lines go; default: a pipe. */
  readonly terminal?: Omit<Terminal, 'now'>
}

/** The exit code: 0 where it is done, 1 where it cannot be done or is not understood. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<0 | 1> {
  const { contract, print, complain, signal } = surroundings
  const now = new Date()
  const terminal = { ...surroundings.terminal, now }
  try {
    const request = requestOf(args, now, contract)
    if (request.command === 'help') print(request.text.trimEnd())
    else await withNats(surroundings, (streams) => perform({ contract, ...streams, print, signal, terminal }, request))
    return 0
  } catch (error) {
    complain(error instanceof UsageError ? `${error.message} (npm run events -- --help)` : reason(error))
    return 1
  }
}

async function perform(connections: EventsConnections, request: Exclude<Request, { command: 'help' }>): Promise<void> {
  switch (request.command) {
    case 'tail':
      return tail(connections, request)
    case 'replay':
      return replay(connections, request)
    case 'dead':
      return listDead(connections, request)
    case 'dead replay':
    case 'dead drop':
      return settleDead(connections, request)
  }
}

async function withNats(
  { contract, env, complain }: Pick<Surroundings, 'contract' | 'env' | 'complain'>,
  work: (streams: Pick<EventsConnections, 'stream' | 'manager' | 'names'>) => Promise<void>,
): Promise<void> {
  const address = await natsAddress(env)
  if (address === undefined)
    throw new CannotDo(`No ${contract.name} is running here: start one with npm start, or set NATS_URL.`)
  const names = new StreamNames(contract.name, address.EVENTS_NAMESPACE)
  const connection = await dialNats(address, 'events', { timeoutMs: 3_000 }).catch((error: unknown) => {
    if (error instanceof ConfigError) throw new CannotDo(error.problems.join('\n'))
    const shown = shownNats(address.NATS_URL)
    throw new CannotDo(
      `NATS does not answer at ${shown} (${reason(error)}). Is the ${contract.name} running? Else set NATS_URL.`,
    )
  })
  reportStatus(connection, complain).catch(() => complain('The state of NATS is not reported any more.'))
  try {
    await work({ stream: jetstream(connection), manager: await jetstreamManager(connection), names })
  } finally {
    await connection.close()
  }
}

async function reportStatus(connection: NatsConnection, complain: (line: string) => void): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect' && !connection.isClosed()) complain('NATS is away; waiting for it.')
    if (type === 'reconnect') complain('NATS is back.')
  }
}

function reason(error: unknown): string {
  if (error instanceof JetStreamApiError && error.message === 'stream not found')
    return 'NATS has no events yet: has anything ever run with it?'
  return error instanceof Error ? error.message : String(error)
}
