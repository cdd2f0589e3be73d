/** Whose a line is that a process has written which runs several services: each log line names its service. */

export class LineSources {
  readonly #process: string
  readonly #services: ReadonlySet<string>
  #last: string

  constructor(process: string, services: readonly string[]) {
    this.#process = process
    this.#services = new Set(services)
    this.#last = process
  }

  /** The service's name; the process's, where the line is of none, and `writer` where it is another process. */
  of(writer: string, line: string): string {
    if (writer !== this.#process) return writer
    if (/^\s/.test(line)) return this.#last // more of the line before, such as a stack
    const [, service = ''] = /"service":"([^"]*)"/.exec(line) ?? []
    this.#last = this.#services.has(service) ? service : this.#process
    return this.#last
  }
}
