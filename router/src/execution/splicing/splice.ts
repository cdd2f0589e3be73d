/**
 * Runs an operation by splicing: the client's answer is put together from stretches of the subgraphs' answers, which are read once,
 * byte by byte, and never become values. Whatever is not exactly as expected (errors, failures, values against the schema, other
 * layouts of the JSON) ends that, and the compiled execution goes on with the fetches that were sent.
 */

import { isUtf8 } from 'node:buffer'
import type {
  ExecutionContext,
  Result,
  UpstreamOutcome,
  UpstreamRequest,
  Upstreams,
  Variables,
  WrittenResult,
} from '../../executor.ts'
import type { FetchStep, PlanStep } from '../../planning/plan-form.ts'
import { compileBody, compileStep, type WriteBody, type Task } from '../steps.ts'
import { DEOPTIMIZATION } from '../projection/compiled.ts'
import { compileOutline, type ObjectRecord, type ReadFetch, type Reading } from './compile.ts'
import type { FetchOutline, Outline } from './outline.ts'
import { eat, end, type Bytes } from './scanning.ts'

/** The same operation, executed by values. */
export type ByValues = (variables: Variables, context: ExecutionContext, upstreams: Upstreams) => Promise<Result>

export type Splice = (
  variables: Variables,
  context: ExecutionContext,
  upstreams: Upstreams,
) => Promise<Result | WrittenResult>

/** @param deoptimized called whenever an answer is not spliced to its end */
export function compileSplice(step: PlanStep, outline: Outline, byValues: ByValues, deoptimized: () => void): Splice {
  const { fetches, write } = compileOutline(outline)
  const tasks = new Map<FetchStep, Task<SplicedRun>>()
  for (const [index, fetch] of outline.fetches.entries()) {
    const reads = fetches[index]
    if (!reads) throw new Error('a fetch without its code')
    tasks.set(fetch.step, fetch.step.requires ? entityTask(fetch, reads) : rootTask(fetch, reads))
  }
  const run = compileStep(step, (fetch) => {
    const task = tasks.get(fetch)
    if (!task) throw new Error('a fetch without an outline')
    return task
  })
  const count = outline.fetches.length
  return (variables, context, upstreams) =>
    new Promise((resolve, reject) => {
      const spliced = new SplicedRun(variables, context, upstreams, count, (error, again) => {
        if (error !== DEOPTIMIZATION) return reject(error)
        deoptimized()
        resolve(byValues(variables, context, again))
      })
      run(spliced, () => resolve({ bytes: write(spliced.reading) }))
    })
}

/** `text`: a character for each byte. */
type ReadBody = (body: Buffer, text: string) => void

class SplicedRun {
  readonly variables: Variables
  readonly reading: Reading
  readonly #context: ExecutionContext
  readonly #upstreams: RecordedUpstreams
  readonly #giveUp: (error: unknown, again: Upstreams) => void
  #isOver = false

  constructor(
    variables: Variables,
    context: ExecutionContext,
    upstreams: Upstreams,
    fetches: number,
    giveUp: (error: unknown, again: Upstreams) => void,
  ) {
    this.variables = variables
    this.#context = context
    this.#upstreams = new RecordedUpstreams(upstreams)
    this.#giveUp = giveUp
    this.reading = { records: listsOf(fetches), targets: listsOf(fetches), end: 0 }
  }

  /** @param read where it throws, or what follows in `done` does, the run is over and no more is called */
  send(request: UpstreamRequest, read: ReadBody, done: () => void): void {
    this.#upstreams.send(request, this.#context, (outcome, text) => {
      if (this.#isOver) return
      try {
        read(bodyOf(outcome), text)
        done()
      } catch (error) {
        this.#isOver = true
        this.#giveUp(error, this.#upstreams.again())
      }
    })
  }
}

function listsOf<Item>(count: number): Item[][] {
  const lists: Item[][] = []
  while (lists.length < count) lists.push([])
  return lists
}

function bodyOf(outcome: UpstreamOutcome): Buffer {
  if (!outcome.ok || !isUtf8(outcome.body)) throw DEOPTIMIZATION
  return outcome.body
}

const DATA = Buffer.from('{"data":')
const DATA_END = Buffer.from('}')
const ENTITIES = Buffer.from('{"data":{"_entities":[')
const ENTITIES_END = Buffer.from(']}}')
const COMMA = Buffer.from(',')

function rootTask({ number, step }: FetchOutline, { read }: ReadFetch): Task<SplicedRun> {
  const write = compileBody(step)
  const { service } = step
  const idempotent = step.operationKind === 'query'
  return (run, done) => {
    const { reading } = run
    const { body, key } = write(run.variables, undefined)
    run.send({ service, body, key, idempotent }, readRoot, done)
    function readRoot(bytes: Buffer, text: string): void {
      reading.records[number] = [read(bytes, text, reading, eat(bytes, 0, DATA))]
      end(bytes, eat(bytes, reading.end, DATA_END))
    }
  }
}

function entityTask({ number, step }: FetchOutline, reads: ReadFetch): Task<SplicedRun> {
  const write = compileBody(step)
  return (run, done) => {
    const { reading } = run
    const { firsts, jsons } = represent(reading, reading.targets[number] ?? [], reads)
    if (jsons.length === 0) return done()
    run.send(
      entityRequest(step, write, run.variables, jsons),
      (bytes, text) => {
        reading.records[number] = readEntities(bytes, text, reading, firsts, reads)
      },
      done,
    )
  }
}

/** One representation for all objects that are represented alike, and the first object of each. */
function represent(
  reading: Reading,
  targets: readonly ObjectRecord[],
  { represent: textOf, assign }: ReadFetch,
): { readonly firsts: readonly ObjectRecord[]; readonly jsons: readonly string[] } {
  const known = new Map<string, number>()
  const firsts: ObjectRecord[] = []
  for (const target of targets) {
    const text = textOf(target, reading)
    let index = known.get(text)
    if (index === undefined) {
      index = firsts.push(target) - 1
      known.set(text, index)
    }
    assign(target, index)
  }
  return { firsts, jsons: [...known.keys()] }
}

function entityRequest(
  step: FetchStep,
  write: WriteBody,
  variables: Variables,
  bytes: readonly string[],
): UpstreamRequest {
  const joined = bytes.join(',')
  const isWide = /[^\0-\x7f]/.test(joined)
  const jsons = isWide ? bytes.map(fromBytes) : bytes
  return {
    service: step.service,
    ...write(variables, isWide ? fromBytes(joined) : joined),
    idempotent: true,
    entities: {
      operation: step.operation,
      representations: () => jsons,
      body: (representations) => write(variables, representations).body,
    },
  }
}

function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function readEntities(
  bytes: Bytes,
  text: string,
  reading: Reading,
  targets: readonly ObjectRecord[],
  { read }: ReadFetch,
): readonly ObjectRecord[] {
  const records: ObjectRecord[] = []
  let at = eat(bytes, 0, ENTITIES)
  for (const target of targets) {
    if (records.length > 0) at = eat(bytes, at, COMMA)
    records.push(read(bytes, text, reading, at, target))
    at = reading.end
  }
  end(bytes, eat(bytes, at, ENTITIES_END))
  return records
}

type ReplayDone = (outcome: UpstreamOutcome) => void
/** `text`: of the outcome's body, whose memory is reused. */
type Sent = { readonly request: UpstreamRequest; outcome?: UpstreamOutcome; text: string; waiting?: ReplayDone }

/** Records the fetches that are sent, so that another run of the same plan gets their outcomes and none is sent twice. */
class RecordedUpstreams {
  readonly #upstreams: Upstreams
  readonly #sent: Sent[] = []

  constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams
  }

  /** @param done also given the body's text, a character for each byte */
  send(
    request: UpstreamRequest,
    context: ExecutionContext,
    done: (outcome: UpstreamOutcome, text: string) => void,
  ): void {
    const sent: Sent = { request, text: '' }
    this.#sent.push(sent)
    this.#upstreams.send(request, context, (outcome) => {
      if (outcome.ok) sent.text = outcome.body.toString('latin1')
      sent.outcome = outcome
      sent.waiting?.(outcome)
      done(outcome, sent.text)
    })
  }

  /** Answers what was sent before, each once; sends the rest. */
  again(): Upstreams {
    const left = [...this.#sent]
    return {
      send: (request, context, done) => {
        const index = left.findIndex((sent) => isSame(sent.request, request))
        const [sent] = index >= 0 ? left.splice(index, 1) : []
        if (!sent) this.#upstreams.send(request, context, done)
        else if (sent.outcome) done(withBody(sent.outcome, sent.text))
        else sent.waiting = done
      },
    }
  }
}

function withBody(outcome: UpstreamOutcome, text: string): UpstreamOutcome {
  return outcome.ok ? { ...outcome, body: Buffer.from(text, 'latin1') } : outcome
}

function isSame(one: UpstreamRequest, other: UpstreamRequest): boolean {
  return one.service === other.service && one.body === other.body
}
