import { Kind } from 'graphql'
import type { ExecutionArgs, ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'
import { makeServer } from 'graphql-ws'
import type { OperationResult, Server, SubscribePayload } from 'graphql-ws'
import type { WebSocket } from 'ws'
import type { Log } from '@shop/platform/log.ts'
import type { Result } from '../executor.ts'
import type { Asker } from '../http/asker.ts'
import { contextFor } from '../http/asker.ts'
import { unexpected } from '../http/unexpected.ts'
import { keepDigits } from '../json.ts'
import type { Observer } from '../observe/observer.ts'
import { outcomeOf } from '../observe/outcome.ts'
import type { Tracing } from '../observe/tracing.ts'
import type { Mask } from '../operations/mask.ts'
import type { Texts } from '../operations/persisted.ts'
import type { Rates } from '../operations/rates.ts'
import { readRequest } from '../operations/request.ts'
import { RequestError, limitExceeded, unavailable } from '../operations/request-error.ts'
import type { Opened } from '../operations/run.ts'
import { open, run } from '../operations/run.ts'
import type { Subscriptions } from '../subscriptions/subscriptions.ts'
import type { Graph } from '../supergraph/graph.ts'
import { Close } from './close-codes.ts'
import { OperationError } from './operation-error.ts'
import type { Session, SessionParts } from './session.ts'
import { askerOf, openSession } from './session.ts'
import type { SocketExtra } from './sockets.ts'
import { close } from './sockets.ts'

export type ProtocolParts = SessionParts & {
  readonly graph: Graph
  readonly texts: Texts
  readonly subscriptions: Subscriptions
  readonly mask: Mask
  readonly observer: Observer
  readonly log: Log
  /** Milliseconds for the answer of a query or mutation. */
  readonly timeoutMs: number
  readonly rates: Rates
  readonly tracing: Tracing | undefined
  readonly maxOperations: number
  /** Aborts when the router stops: nothing new is begun then. */
  readonly stopping: AbortSignal
}

type Output = Result | AsyncIterableIterator<Result, undefined>

const INIT_WAIT_MS = 5_000

/** graphql-transport-ws: all three kinds of operation over one socket. */
export class Protocol {
  readonly server: Server<SocketExtra>
  readonly #parts: ProtocolParts
  readonly #sessions = new WeakMap<WebSocket, Session>()
  readonly #outputs = new WeakMap<object, Output>()
  #answering = 0
  #idle: (() => void) | undefined

  constructor(parts: ProtocolParts) {
    this.#parts = parts
    const output = (args: ExecutionArgs): OperationResult => {
      const made = this.#outputs.get(args)
      if (!made) throw new TypeError('what was let in has an output')
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- errors are formatted already, as onNext sends them
      return made as OperationResult
    }
    this.server = makeServer<Record<string, unknown>, SocketExtra>({
      connectionInitWaitTimeout: INIT_WAIT_MS,
      jsonMessageReviver: keepDigits,
      onConnect: async ({ connectionParams = {}, extra: { socket, request } }) => {
        const session = await openSession(this.#parts, connectionParams, request, socket)
        if (session) this.#sessions.set(socket, session)
        return session !== undefined
      },
      onSubscribe: ({ extra: { socket } }, _id, payload) => this.#begin(socket, payload),
      execute: output,
      subscribe: output,
      onNext: (_context, _id, _payload, _args, result: ExecutionResult) => result,
    })
  }

  /** Resolves when no query or mutation is under way. */
  async idle(): Promise<void> {
    if (this.#answering > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
  }

  async #begin(socket: WebSocket, payload: SubscribePayload): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const session = this.#sessions.get(socket)
    if (!session) throw new TypeError('an operation begins only after connection_init')
    const asker = askerOf(session, this.#parts.tracing)
    const began = performance.now()
    let opened: Opened | undefined
    session.running++
    const finished = (outcome: string, limit?: string) => {
      session.running--
      const { caller, requestId: id, traceparent, span } = asker
      const { kind = 'none', shownName: operation, hash, rootNames } = opened?.operation ?? {}
      span?.end({ kind, operation, hash, outcome })
      this.#parts.observer.request({
        id,
        traceparent,
        transport: 'websocket',
        kind,
        operation,
        hash,
        rootNames,
        user: caller.kind === 'login' ? caller.userId : undefined,
        outcome,
        limit,
        ms: performance.now() - began,
      })
    }
    try {
      this.#admit(session)
      await this.#count(asker)
      const { texts, graph } = this.#parts
      opened = await open(texts.resolve(readRequest(payload)), () => graph.current)
      return await this.#perform(opened, asker, socket, finished)
    } catch (error) {
      const { errors, code, limit } = error instanceof RequestError ? error : unexpected(error, this.#parts.log, asker)
      finished(code, limit)
      return errors.map((each: GraphQLFormattedError) => new OperationError(each))
    }
  }

  async #count({ address, caller }: Asker): Promise<void> {
    const { rates } = this.#parts
    await rates.address(address)
    await rates.user(caller.kind === 'login' ? caller.userId : undefined, address)
  }

  #admit(session: Session): void {
    const { maxOperations, stopping } = this.#parts
    if (stopping.aborted) throw unavailable('The router stops: come back.')
    if (session.running > maxOperations)
      throw limitExceeded('subscriptions', `One socket carries ${maxOperations} operations at a time.`)
  }

  async #perform(
    opened: Opened,
    asker: Asker,
    socket: WebSocket,
    finished: (outcome: string) => void,
  ): Promise<ExecutionArgs> {
    const { operation, generation } = opened
    const document = { kind: Kind.DOCUMENT, definitions: [operation.node] } as const
    const args: ExecutionArgs = {
      schema: generation.supergraph.apiSchema,
      document,
      contextValue: undefined,
      rootValue: undefined,
    }
    if (operation.kind === 'subscription') {
      const slow = () => close(socket, Close.slowClient)
      const stream = await this.#parts.subscriptions.open(opened, asker, slow, () => finished('ok'))
      this.#outputs.set(args, stream)
      return args
    }
    this.#answering++
    try {
      const { mask, timeoutMs } = this.#parts
      const result = mask(await run(opened, asker.caller, contextFor(asker, timeoutMs)), asker)
      this.#outputs.set(args, result)
      finished(outcomeOf(result))
      return args
    } finally {
      if (--this.#answering === 0) this.#idle?.()
    }
  }
}
