import { table } from './table.ts'

test('columns are as wide as what stands in them, and numbers stand right', () =>
  expect(
    table(
      ['system', 'p50 ms'],
      [
        ['shop', 12.345],
        ['Restate', null],
      ],
    ),
  ).toBe(
    [
      '| system  | p50 ms |', //
      '| ------- | -----: |',
      '| shop    |   12.3 |',
      '| Restate |      - |',
    ].join('\n'),
  ))
test.each([
  [0.1234, '0.123'],
  [1.234, '1.23'],
  [12.34, '12.3'],
  [1234.5, '1235'],
  [20, '20'],
])('%p is written %s', (value, text) => expect(table(['x'], [[value]]).split('\n')[2]).toContain(` ${text} |`))
