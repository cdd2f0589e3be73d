import { readOptions } from './options.ts'

const refuse = (error: Error): never => {
  throw error
}

test('the defaults: the shop alone, 20 and 50 a second for a minute each, and the highest rate', () =>
  expect(readOptions([])).toMatchObject({
    ...{ shop: true, peers: [], rates: [20, 50], minutes: 1, highest: true, hot: false, arrivals: 'poisson' },
  }))
test('everything at once', () =>
  expect(
    readOptions('--rates 5 --minutes 0.5 --peer restate --hot --growth 100000 --soak 30 --no-highest'.split(' ')),
  ).toMatchObject({
    ...{ rates: [5], minutes: 0.5, peers: ['workflow'], hot: true, growth: 100_000, soak: 30, highest: false },
  }))
test('no rates at all', () => expect(readOptions(['--rates', 'none'])).toMatchObject({ rates: [] }))
test.each([
  [['--rates', '20,x'], /--rates <list>' argument '20,x' is invalid\. Expected a number/],
  [['--peer', 'temporal'], /--peer <name>' argument 'temporal' is invalid\. Expected one of: restate/],
  [['--minutes', '-1'], /minutes/],
  [['--profile', 'ordr'], /--profile <list>' argument 'ordr' is invalid\. Expected one of: order, inventory/],
  [['--one-process', '--profile', 'router,pay'], /only the router/],
  [['--fast'], /--fast/],
  [['--no-shop'], /nothing to measure/],
  [['--rates', 'none', '--no-highest'], /nothing to measure/],
])('%p is refused in words', (args, message) => expect(() => readOptions(args, refuse)).toThrow(message))
