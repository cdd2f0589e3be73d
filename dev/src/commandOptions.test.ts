import { CommandOptions } from './commandOptions.ts'
import { Obstacle } from './obstacle.ts'

const defaults = { minutes: '10', every: '2s', replicas: '1', only: '' }
const read = (...args: string[]) => new CommandOptions('Usage: it', defaults, args)

test('what is not asked for is as it is by default', () => {
  const options = read()
  expect([options.positive('minutes'), options.positive('every', 's'), options.whole('replicas')]).toEqual([10, 2, 1])
  expect([options.text('only'), options.help]).toEqual(['', undefined])
})

test('what is asked for holds', () => {
  const options = read('--minutes', '0.5', '--every=3', '--replicas', '2', '--only', 'pay')
  expect([options.positive('minutes'), options.positive('every', 's'), options.whole('replicas')]).toEqual([0.5, 3, 2])
  expect(options.text('only')).toBe('pay')
})

test('help is the usage', () => {
  expect(read('--help').help).toBe('Usage: it')
})

test.each([
  ['an option that there is not', () => read('--hours', '1'), /--hours.*\n\nUsage: it/],
  ['no value', () => read('--minutes'), /--minutes.*\n\nUsage: it/],
  ['no number', () => read('--minutes', 'ten').positive('minutes'), /--minutes: expected a number above 0, got "ten"/],
  ['nothing', () => read('--minutes', '0').positive('minutes'), /--minutes: expected a number above 0, got "0"/],
  [
    'no whole number',
    () => read('--replicas', '1.5').whole('replicas'),
    /--replicas: expected a whole number from 1, got "1.5"/,
  ],
])('%s is told with its option and the usage', (_, wrong, told) => {
  expect(wrong).toThrow(Obstacle)
  expect(wrong).toThrow(told)
})
