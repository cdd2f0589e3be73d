/** What every command of this project is like on a terminal: `--help` with examples, a refusal in one line, exit code 1, no stack. */
import { Command, InvalidArgumentError } from '@commander-js/extra-typings'

export { InvalidArgumentError }

export type About = {
  /** Of package.json. */
  readonly script: string
  readonly does: string
  /** Arguments, and what they do. */
  readonly examples: Readonly<Record<string, string>>
}

/** Options and arguments are added as commander's documentation says; what is not named is refused. */
export function commandLine({ script, does, examples }: About): Command {
  const npm = `npm ${script === 'start' || script === 'test' ? '' : 'run '}${script}`
  const width = Math.max(...Object.keys(examples).map((line) => line.length))
  const lines = Object.entries(examples).map(([args, what]) => {
    const line = args === '' ? npm : `${npm} -- ${args}`
    return `  ${line.padEnd(`${npm} -- `.length + width)}  ${what}`
  })
  return new Command(`${npm} --`)
    .description(does)
    .helpOption('--help', 'this text')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${text
            .replace(/^error: /, '')
            .trim()
            .replaceAll(/\s+/g, ' ')} (${npm} -- --help)\n`,
        ),
    })
}

export function isCommand(value: unknown): value is Command {
  return value instanceof Command
}

/** "90", "90s", "2m" or "500ms"; the answer is milliseconds. */
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

export const oneOf =
  <Word extends string>(...words: readonly Word[]) =>
  (text: string): Word => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    throw new InvalidArgumentError(`Expected one of: ${words.join(', ')}.`)
  }
