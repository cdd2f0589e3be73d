import { tracesIn } from './span-log.ts'

const span = (trace: string, link = ''): string => `Span #0
    Trace ID       : ${trace}
    Parent ID      : 
    ID             : 1112131415161718
    Name           : PlaceOrder
${
  link &&
  `Links:
SpanLink #0
     -> Trace ID: ${link}
`
}`
const resource = (service: string): string => `ResourceSpans #0
Resource SchemaURL: 
Resource attributes:
     -> host.name: Str(x)
     -> service.name: Str(${service})
ScopeSpans #0
`
const [one, other] = ['a'.repeat(32), 'b'.repeat(32)]

test('spans belong to their trace and to the service they came from; a link makes no part of a trace', () => {
  const log = [resource('router'), span(one), span(other), resource('order'), span(one, other)].join('')
  const traces = tracesIn(log)
  expect(traces.get(one)).toEqual({ services: new Set(['router', 'order']), spans: 2 })
  expect(traces.get(other)).toEqual({ services: new Set(['router']), spans: 1 })
})
