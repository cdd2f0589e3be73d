/** What travels: an event with its identity, and the one door through which it comes in and goes out. */
import { z } from 'zod'
import type { ContractOptions, EventDefinition } from './contract.ts'
import { problemOf, show } from './problem.ts'

/** RFC 3339, UTC, milliseconds. */
export const moment = z.iso.datetime({ precision: 3 })
/** The id under which a command is done once, in the scope of its aggregate. */
export const operation = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/)

const fields = {
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
  /** The id of the event that caused the command. */
  causationId: z.uuidv7().optional(),
  occurredAt: moment,
  traceparent: z.string().max(128).optional(),
  /** Validated by the schema of its type, once that is known. */
  data: z.custom<Data>(isData, 'expected an object'),
}

export type Data = Readonly<Record<string, unknown>>

/** A JSON object. */
export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An envelope whose data has not been validated yet. */
export type RawEnvelope = Readonly<z.infer<z.ZodObject<typeof fields>>>

export type Parsed<Known extends RawEnvelope = RawEnvelope> =
  | { readonly kind: 'ok'; readonly envelope: Known }
  /** Never becomes better: to the dead letters. `problem` names the field and its value. */
  | { readonly kind: 'malformed'; readonly problem: string }
  /** A later release may know it: parked. */
  | { readonly kind: 'unknownType' | 'newerVersion'; readonly problem: string; readonly raw: RawEnvelope }

export type EnvelopeReader = (input: unknown) => Parsed

/** Reads envelopes of these events. */
export function envelopeReader(
  events: ReadonlyMap<string, EventDefinition>,
  correlation: ContractOptions['correlation'],
): EnvelopeReader {
  const raw = z.object({ ...fields, ...(correlation && { [correlation.field]: correlation.id.optional() }) })
  return (input) => {
    if (!(input instanceof Uint8Array)) return parseValue(input)
    let value: unknown
    try {
      value = JSON.parse(utf8.decode(input))
    } catch {
      return malformed(`event: expected UTF-8 JSON, got ${input.byteLength} bytes that are not`)
    }
    return parseValue(value)
  }

  function parseValue(input: unknown): Parsed {
    const read = raw.safeParse(input)
    if (!read.success) return malformed(problemOf(read.error, input))
    const { type, schemaVersion } = read.data
    const event = events.get(type)
    if (!event) return { kind: 'unknownType', problem: `type: expected a known one, got ${type}`, raw: read.data }
    if (schemaVersion <= event.schemaVersion) return parseData(event, read.data)
    const problem = `schemaVersion: expected at most ${event.schemaVersion} of ${type}, got ${schemaVersion}`
    return { kind: 'newerVersion', problem, raw: read.data }
  }

  function parseData({ aggregate, schema, schemaVersion, upcasts }: EventDefinition, from: RawEnvelope): Parsed {
    const data = raised(from, upcasts)
    if (typeof data === 'string') return malformed(data)
    const checked = schema.safeParse(data)
    if (!checked.success) return malformed(problemOf(checked.error, data, 'data'))
    if (from.aggregate !== aggregate.name)
      return malformed(`aggregate: expected ${aggregate.name}, got ${show(from.aggregate)}`)
    const problem =
      disagreement('aggregateId', from.aggregateId, data[aggregate.id]) ??
      (correlation && disagreement(correlation.field, Reflect.get(from, correlation.field), data[correlation.field]))
    if (problem !== undefined) return malformed(problem)
    return { kind: 'ok', envelope: { ...from, schemaVersion, data: { ...checked.data } } }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The data in the shape of the latest schema version, or why there is no way to it. */
function raised({ type, schemaVersion, data }: RawEnvelope, upcasts: EventDefinition['upcasts']): Data | string {
  let now = data
  for (const [index, upcast] of upcasts.entries()) {
    if (index + 1 < schemaVersion) continue
    try {
      now = upcast(now)
    } catch (error) {
      return `data: expected ${type} of version ${index + 1}, got ${show(now)} (${String(error)})`
    }
  }
  return now
}

/** What stands in the envelope and in its data must agree; how it does not, or nothing. */
function disagreement(field: string, stated: unknown, inData: unknown): string | undefined {
  return stated === inData ? undefined : `${field}: expected ${show(inData)} as in data, got ${show(stated)}`
}

const malformed = (problem: string): Parsed => ({ kind: 'malformed', problem })
