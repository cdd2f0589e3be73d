/** What the `debug` exporter of an OpenTelemetry collector writes, span by span. */

export type LoggedTrace = { readonly services: ReadonlySet<string>; readonly spans: number }

/** By trace. */
export function tracesIn(log: string): ReadonlyMap<string, LoggedTrace> {
  const traces = new Map<string, { services: Set<string>; spans: number }>()
  let service = ''
  for (const line of log.split('\n')) {
    const [, name] = /^\s*-> service\.name: Str\((.*)\)$/.exec(line) ?? []
    if (name !== undefined) service = name
    // Not those of links, which have no parent
    const [, id] = /^ {4}Trace ID\s*: ([0-9a-f]{32})$/.exec(line) ?? []
    if (id === undefined) continue
    const trace = traces.get(id) ?? { services: new Set(), spans: 0 }
    trace.services.add(service)
    trace.spans += 1
    traces.set(id, trace)
  }
  return traces
}
