/** Spans of what a process does, where a collector is configured. */
import { continueTrace } from './tracing.ts'

export type Attributes = Readonly<Record<string, string | number | boolean>>
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal'
export type SpanOptions = { readonly kind: SpanKind; readonly attributes?: Attributes }

export type Span = {
  /** The traceparent of what follows from it. */
  readonly traceparent: string
  rename(name: string): void
  set(attributes: Attributes): void
  /** `failure`: an error, or the name of one, where it failed. */
  end(failure?: unknown): void
}

export type Tracer = {
  /** What comes into the process: here, and nowhere after, it is decided whether the trace is sampled. */
  enter(name: string, parent: string | undefined, options: SpanOptions): Span
  /** What follows from something; undefined where its trace is not sampled. */
  span(name: string, parent: string | undefined, options: SpanOptions): Span | undefined
  /**
   * What is done once for several: a span in the trace of each parent that is sampled. The first is linked to all other parents, the
   * others to the first. Undefined where none is.
   */
  together(
    name: string,
    parents: readonly (string | undefined)[],
    options: SpanOptions,
  ): Pick<Span, 'end' | 'set'> | undefined
  /** Sends what is left. */
  close(): Promise<void>
}

/** Where no collector is configured. */
export const noTracer: Tracer = {
  enter: (_name, parent) => ({
    traceparent: continueTrace(parent),
    rename: nothing,
    set: nothing,
    end: nothing,
  }),
  span: nothing,
  together: nothing,
  close: () => Promise.resolve(),
}

function nothing(): undefined {}

/**
 * Does the work within the span, which ends with it.
 *
 * @example
 * await within(tracer.span('send bill', traceparent, { kind: 'client' }), () => send(bill))
 */
export async function within<Answer>(
  span: Pick<Span, 'end'> | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (!span) return work()
  try {
    const answer = await work()
    span.end()
    return answer
  } catch (error) {
    span.end(error)
    throw error
  }
}
