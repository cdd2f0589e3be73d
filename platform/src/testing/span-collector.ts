/** A collector of spans in this process: OTLP over HTTP, JSON. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { z } from 'zod'
import { readJson } from '../body.ts'

const Value = z
  .object({
    stringValue: z.string(),
    boolValue: z.boolean(),
    intValue: z.union([z.string(), z.number()]),
    doubleValue: z.number(),
  })
  .partial()
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .transform((pairs) => Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]])))
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              kind: z.number(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              startTimeUnixNano: z.string(),
              endTimeUnixNano: z.string(),
              attributes: Attributes,
              links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
              status: z.object({ code: z.number() }),
            }),
          ),
        }),
      ),
    }),
  ),
})

type Exported = z.output<typeof Export>['resourceSpans'][number]
export type CollectedSpan = Exported['scopeSpans'][number]['spans'][number] & {
  readonly resource: Exported['resource']['attributes']
}

const maxExport = 50_000_000 // bytes

export class SpanCollector {
  readonly url: string
  readonly #server: Server
  #spans: CollectedSpan[] = []

  private constructor(server: Server, url: string) {
    this.#server = server
    this.url = url
  }

  static async start(): Promise<SpanCollector> {
    const server = createServer((request, response) => {
      void readJson(request, maxExport).then((body) => {
        if (request.url === '/v1/traces' && body.kind === 'json') collector.#take(Export.parse(body.value))
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const collector: SpanCollector = new SpanCollector(server, `http://127.0.0.1:${port}`)
    return collector
  }

  get spans(): readonly CollectedSpan[] {
    return this.#spans
  }

  clear(): void {
    this.#spans = []
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #take({ resourceSpans }: z.output<typeof Export>): void {
    for (const { resource, scopeSpans } of resourceSpans)
      for (const { spans } of scopeSpans)
        this.#spans.push(...spans.map((span) => ({ ...span, resource: resource.attributes })))
  }
}
