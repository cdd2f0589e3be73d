/** Functions of generated code that call each other, and the values that they refer to. */

export class Code {
  readonly #names: string[] = []
  readonly #values: unknown[] = []
  readonly #literals = new Map<string, string>()
  #functions = ''
  #count = 0

  /** The name under which the code sees a value. */
  bind(value: unknown): string {
    const name = this.name()
    this.#names.push(name)
    this.#values.push(value)
    return name
  }

  /** The same for the bytes of a text. */
  literal(text: string): string {
    const known = this.#literals.get(text)
    if (known) return known
    const name = this.bind(new Uint8Array(Buffer.from(text)))
    this.#literals.set(text, name)
    return name
  }

  name(): string {
    return `x${this.#count++}`
  }

  /** @returns its name */
  define(parameters: string, body: string, name = this.name()): string {
    this.#functions += `function ${name}(${parameters}){${body}}\n`
    return name
  }

  /** What the expression is, with all functions and values in reach. */
  run(expression: string): unknown {
    return new Function(...this.#names, `"use strict";${this.#functions}return ${expression}`)(...this.#values)
  }
}
