import { commandLine, duration, httpUrl, oneOf, wholeNumber } from './command-line.ts'

function run(...args: string[]) {
  const written = { out: '', err: '' }
  const command = commandLine({ script: 'it', does: 'Does it.', examples: { '--for 3s': 'three seconds' } })
    .option('--for <time>', 'how long', duration, 1_000)
    .option('--times <n>', 'how often', wholeNumber)
    .option('--url <url>', 'where', httpUrl)
    .option('--with <engine>', 'with what', oneOf('docker', 'buildah'))
    .exitOverride()
  command.configureOutput({ writeOut: (text) => (written.out += text), writeErr: (text) => (written.err += text) })
  try {
    command.parse(args, { from: 'user' })
    return { ...written, exit: undefined, options: command.opts() }
  } catch (error) {
    return { ...written, exit: (error as { readonly exitCode: number }).exitCode, options: undefined }
  }
}

test('an option has its default, unless it is given', () => {
  expect(run()).toMatchObject({ err: '', options: { for: 1_000 } })
  const { options } = run('--for', '3', '--times', '2', '--url', 'http://127.0.0.1:4000/')
  expect(options).toEqual({ for: 3_000, times: 2, url: 'http://127.0.0.1:4000' })
})

test('--help is no error, and shows examples', () => {
  const { out, err, exit } = run('--help')
  expect([exit, err]).toEqual([0, ''])
  expect(out).toMatch(/Usage: npm run it --[^]*Does it\.[^]*--for <time>[^]*npm run it -- --for 3s {2}three seconds\n/)
})

test.each([
  [['--nope'], /^unknown option '--nope'/],
  [['--fro', '3s'], /^unknown option '--fro' \(Did you mean --for\?\)/],
  [['30s'], /^too many arguments/],
  [['--for'], /^option '--for <time>' argument missing/],
  [['--for', 'ten'], /'--for <time>' argument 'ten' is invalid\. Expected a time above 0/],
  [['--for', '0'], /argument '0' is invalid/],
  [['--times', '1.5'], /argument '1\.5' is invalid\. Expected a whole number from 1/],
  [['--with', 'luck'], /argument 'luck' is invalid\. Expected one of: docker, buildah/],
  [['--url', 'nowhere'], /argument 'nowhere' is invalid\. Expected an http or https URL/],
])('%j is refused in one line with exit code 1', (args, written) => {
  const { err, exit } = run(...args)
  expect(err).toMatch(written)
  expect(err).toMatch(/\(npm run it -- --help\)\n$/)
  expect([exit, err.split('\n').length]).toEqual([1, 2])
})

test.each([
  ['500ms', 500],
  ['1.5', 1_500],
  ['2m', 120_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(duration(text)).toBe(milliseconds)
})
