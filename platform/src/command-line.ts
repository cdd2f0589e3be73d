/** What every command of this project is like on a terminal: `--help` with examples, a refusal in one line, exit code 1, no stack. */
import { Command, InvalidArgumentError } from '@commander-js/extra-typings'

export { InvalidArgumentError }

/** How a command is called: a script of package.json, or a program of its own. */
export type Called = { readonly script: string } | { readonly program: string }

export type About = Called & {
  readonly does: string
  /** Arguments, and what they do. */
  readonly examples: Readonly<Record<string, string>>
}

/**
 * Options and arguments are added as commander's documentation says; what is not named is refused.
 *
 * @example
 * await commandLine({ script: 'greet', does: 'Greets.', examples: { '--name Kim': 'greets Kim' } })
 *   .option('--name <name>', 'who is greeted', 'you')
 *   .action(({ name }) => console.log(`Hello, ${name}`))
 *   .parseAsync()
 */
export function commandLine({ does, examples, ...called }: About): Command {
  const { bare, before } = 'program' in called ? { bare: called.program, before: called.program } : npm(called.script)
  const width = Math.max(...Object.keys(examples).map((line) => line.length))
  const lines = Object.entries(examples).map(([args, what]) => {
    const line = args === '' ? bare : `${before} ${args}`
    return `  ${line.padEnd(`${before} `.length + width)}  ${what}`
  })
  return new Command(before)
    .description(does)
    .helpOption('--help', 'this text')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${text
            .replace(/^error: /, '')
            .trim()
            .replaceAll(/\s+/g, ' ')} (${before} --help)\n`,
        ),
    })
}

/** A script by itself, and before arguments. */
function npm(script: string): { readonly bare: string; readonly before: string } {
  const bare = `npm ${script === 'start' || script === 'test' ? '' : 'run '}${script}`
  return { bare, before: `${bare} --` }
}

/** Whether a module exports a command, as a main file does. */
export function isCommand(value: unknown): value is Command {
  return value instanceof Command
}

/**
 * "90", "90s", "2m" or "500ms"; the answer is milliseconds.
 *
 * @example
 * command.option('--every <time>', 'how often', duration, 2_000) // 500ms, 2s, 1m
 */
export function duration(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/.exec(text) ?? []
  const perUnit = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }[unit] ?? 0
  const milliseconds = Number(digits) * perUnit
  if (milliseconds > 0) return milliseconds
  throw new InvalidArgumentError('Expected a time above 0: 30s, 500ms, 2m; a number alone is seconds.')
}

/** Above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Expected a number above 0.')
}

/**
 * From 1; for an option of a command line. Throws InvalidArgumentError, which says so.
 *
 * @example
 * command.option('--copies <number>', 'how many', wholeNumber, 1)
 */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Expected a whole number from 1.')
}

/** Without a slash at its end. */
export function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:\/\//.test(text)) return text.replace(/\/+$/, '')
  throw new InvalidArgumentError('Expected an http or https URL.')
}

/**
 * For an option that takes one of these words. Throws InvalidArgumentError, which names them.
 *
 * @example
 * command.option('--kind <kind>', 'of one kind', oneOf('failed', 'parked'))
 */
export const oneOf =
  <Word extends string>(...words: readonly Word[]) =>
  (text: string): Word => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    throw new InvalidArgumentError(`Expected one of: ${words.join(', ')}.`)
  }
