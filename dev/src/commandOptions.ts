import { parseArgs } from 'node:util'
import { Obstacle, errorMessage } from './obstacle.ts'

/** What a command is asked for: `--name value` for each name, and `--help`. Throws an Obstacle that names the option and its value. */
export class CommandOptions<Name extends string> {
  readonly #usage: string
  readonly #values: ReadonlyMap<string, unknown>

  constructor(
    usage: string,
    defaults: Readonly<Record<Name, string>>,
    args: readonly string[] = process.argv.slice(2),
  ) {
    this.#usage = usage
    const texts = Object.entries<string>(defaults).map(
      ([name, value]) => [name, { type: 'string', default: value }] as const,
    )
    const options = { ...Object.fromEntries(texts), help: { type: 'boolean', default: false } as const }
    try {
      this.#values = new Map(Object.entries(parseArgs({ args: [...args], options }).values))
    } catch (error) {
      throw this.#wrong(errorMessage(error))
    }
  }

  /** The text to print in place of all else, where it was asked for. */
  get help(): string | undefined {
    return this.#values.get('help') === true ? this.#usage : undefined
  }

  text(name: Name): string {
    return String(this.#values.get(name))
  }

  /** Above 0; `unit` may stand behind it. */
  positive(name: Name, unit = ''): number {
    const text = this.text(name)
    const value = Number(unit !== '' && text.endsWith(unit) ? text.slice(0, -unit.length) : text)
    if (value > 0) return value
    throw this.#wrong(`--${name}: expected a number above 0, got ${JSON.stringify(text)}`)
  }

  /** From 1. */
  whole(name: Name): number {
    const value = this.positive(name)
    if (Number.isInteger(value)) return value
    throw this.#wrong(`--${name}: expected a whole number from 1, got ${JSON.stringify(this.text(name))}`)
  }

  #wrong(what: string): Obstacle {
    return new Obstacle(`${what}\n\n${this.#usage}`)
  }
}
