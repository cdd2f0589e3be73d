import { LineSources } from './line-sources.ts'

test('a line is of the service that it names, with what follows it; else of its process', () => {
  const sources = new LineSources('subgraphs', ['order', 'pay'])
  const lines = [
    ['nats', 'a line with {"service":"order"}'],
    ['subgraphs', 'Debugger listening'],
    ['subgraphs', '[12:00:00.000] INFO: ready {"service":"order","url":"http://127.0.0.1:1"}'],
    ['subgraphs', '{"level":"error","service":"pay","err":{}}'],
    ['subgraphs', '    at file.ts:1'],
    ['subgraphs', '{"level":"fatal","service":"someone"}'],
  ] as const
  expect(lines.map(([writer, line]) => sources.of(writer, line))).toEqual([
    'nats',
    'subgraphs',
    'order',
    'pay',
    'pay',
    'subgraphs',
  ])
})
