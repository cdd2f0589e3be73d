/** What travels: an event with its identity, and the one door through which it comes in and goes out. */
import { z } from 'zod'
import { type Aggregate, catalog, type EventData, type EventType, idField, isEventType } from './catalog.ts'
import { problemOf, show } from './problem.ts'
import { type Upcasts, upcasts } from './upcasts.ts'
import { moment, operation, orderId } from './values.ts'

const raw = z.object({
  /** UUIDv7. The same event, emitted again, keeps it. */
  id: z.uuidv7(),
  type: z.string().regex(/^[A-Za-z]{1,64}$/),
  schemaVersion: z.int().min(1),
  aggregate: z.string().regex(/^[a-z]{1,32}$/),
  aggregateId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** 1, 2, 3 ... of this aggregate, without a gap. */
  aggregateVersion: z.int().min(1),
  /** The id of the command that caused it, in the scope of its aggregate. */
  operation,
  orderId: orderId.optional(),
  /** The id of the event that caused the command. */
  causationId: z.uuidv7().optional(),
  occurredAt: moment,
  traceparent: z.string().max(128).optional(),
  /** Judged by the schema of its type, once that is known. */
  data: z.custom<Data>(isData, 'expected an object'),
})

type Data = Readonly<Record<string, unknown>>

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An envelope whose data nobody has judged yet. */
export type RawEnvelope = Readonly<z.infer<typeof raw>>
type EnvelopeByType = {
  readonly [Type in EventType]: Omit<RawEnvelope, 'type' | 'aggregate' | 'data'> & {
    readonly type: Type
    readonly aggregate: Aggregate
    readonly data: EventData<Type>
  }
}
export type Envelope<Type extends EventType = EventType> = EnvelopeByType[Type]

export type Parsed =
  | { readonly kind: 'ok'; readonly envelope: Envelope }
  /** Never becomes better: to the dead letters. `problem` names the field and its value. */
  | { readonly kind: 'malformed'; readonly problem: string }
  /** A later release may know it: parked. */
  | { readonly kind: 'unknownType' | 'newerVersion'; readonly problem: string; readonly raw: RawEnvelope }

/** What an envelope is held against; a test may bring one of another time. */
export type Contract = { readonly catalog: typeof catalog; readonly upcasts: Upcasts }
const known: Contract = { catalog, upcasts }

/**
 * Reads an envelope, from the wire (UTF-8 JSON) or as a value, upcasts older versions and checks everything that the
 * contract says. Fields that the contract does not know are left out of the result. Never throws.
 */
export function parseEnvelope(input: unknown, contract: Contract = known): Parsed {
  if (!(input instanceof Uint8Array)) return parseValue(input, contract)
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(input))
  } catch {
    return malformed(`event: expected UTF-8 JSON, got ${input.byteLength} bytes that are not`)
  }
  return parseValue(value, contract)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function parseValue(input: unknown, contract: Contract): Parsed {
  const read = raw.safeParse(input)
  if (!read.success) return malformed(problemOf(read.error, input))
  const { type, schemaVersion } = read.data
  if (!isEventType(type))
    return { kind: 'unknownType', problem: `type: expected a known one, got ${type}`, raw: read.data }
  const latest = contract.catalog[type].schemaVersion
  if (schemaVersion <= latest) return parseData(type, read.data, contract)
  const problem = `schemaVersion: expected at most ${latest} of ${type}, got ${schemaVersion}`
  return { kind: 'newerVersion', problem, raw: read.data }
}

function parseData(type: EventType, from: RawEnvelope, contract: Contract): Parsed {
  const { aggregate, schema, schemaVersion } = contract.catalog[type]
  const data = raise(type, from, contract)
  if (typeof data === 'string') return malformed(data)
  const checked = schema.safeParse(data)
  if (!checked.success) return malformed(problemOf(checked.error, data, 'data'))
  const problem = disagreement(from, aggregate, data)
  if (problem !== undefined) return malformed(problem)
  const judged = { ...from, type, aggregate, schemaVersion, data: checked.data }
  return isEnvelope(judged) ? { kind: 'ok', envelope: judged } : malformed(`data: expected that of ${type}`)
}

type Judged = Omit<RawEnvelope, 'type' | 'aggregate' | 'data'> & {
  readonly type: EventType
  readonly aggregate: Aggregate
  readonly data: object
}
/** For data that the schema of its type has just accepted: the catalog pairs them, which the compiler cannot see. */
function isEnvelope(judged: Judged): judged is Envelope {
  return isEventType(judged.type)
}

/** The data in the shape of the latest schema version, or why there is no way to it. */
function raise(type: EventType, from: RawEnvelope, contract: Contract): Data | string {
  let data = from.data
  for (let version = from.schemaVersion; version < contract.catalog[type].schemaVersion; version++) {
    const upcast = contract.upcasts[type]?.[version]
    if (!upcast) return `schemaVersion: expected one with a way up, got ${version} of ${type}`
    try {
      data = upcast(data)
    } catch (error) {
      return `data: expected ${type} of version ${version}, got ${show(data)} (${String(error)})`
    }
  }
  return data
}

/** What stands in the envelope and in its data must agree; how it does not, or nothing. */
function disagreement(from: RawEnvelope, aggregate: Aggregate, data: Data): string | undefined {
  if (from.aggregate !== aggregate) return `aggregate: expected ${aggregate}, got ${show(from.aggregate)}`
  const id = data[idField[aggregate]]
  if (from.aggregateId !== id) return `aggregateId: expected ${show(id)} as in data, got ${show(from.aggregateId)}`
  const order = data['orderId']
  if (from.orderId !== order) return `orderId: expected ${show(order)} as in data, got ${show(from.orderId)}`
  return undefined
}

const malformed = (problem: string): Parsed => ({ kind: 'malformed', problem })
