import { headerLines, type HeaderLines } from './http1/header-lines.ts'

/** Headers that differ from request to request, and change no answer. */
const PER_REQUEST = new Set(['traceparent', 'tracestate', 'x-request-id'])
const AUTHORIZATION = 'authorization'

/** The headers of the fetches of one client's request. What is derived from them is derived once for all of its fetches. */
export class UpstreamHeaders {
  /** Names and values in turn. */
  readonly fields: readonly string[]
  #lines: HeaderLines | undefined
  #authorization: string | undefined
  #scope: string | undefined
  #withoutAuthorization: UpstreamHeaders | undefined

  constructor(fields: readonly string[]) {
    this.fields = fields
  }

  /** As HTTP/1.1 has them. @throws TypeError for what cannot be sent */
  get lines(): HeaderLines {
    return (this.#lines ??= headerLines(this.fields))
  }

  /** The authorization's value; empty where there is none. */
  get authorization(): string {
    return (this.#authorization ??= this.#valueOf(AUTHORIZATION) ?? '')
  }

  /** Equal where headers, the authorization apart, give the same answer. */
  get scope(): string {
    return (this.#scope ??= this.#scopeText())
  }

  /** The same without the authorization. */
  withoutAuthorization(): UpstreamHeaders {
    return (this.#withoutAuthorization ??= new UpstreamHeaders(
      this.fields.filter((_, index) => this.#nameAt(index - (index % 2)) !== AUTHORIZATION),
    ))
  }

  /** The same with this value of a header, whether it was there or not. @param name in small letters */
  with(name: string, value: string): UpstreamHeaders {
    const index = this.#indexOf(name)
    return new UpstreamHeaders(index < 0 ? [...this.fields, name, value] : this.fields.with(index + 1, value))
  }

  #scopeText(): string {
    let text = ''
    for (let index = 0; index < this.fields.length; index += 2) {
      const name = this.#nameAt(index)
      if (name !== AUTHORIZATION && !PER_REQUEST.has(name)) text += `${name}:${this.fields[index + 1]}\n`
    }
    return text
  }

  #valueOf(name: string): string | undefined {
    const index = this.#indexOf(name)
    return index < 0 ? undefined : this.fields[index + 1]
  }

  #indexOf(name: string): number {
    for (let index = 0; index < this.fields.length; index += 2) if (this.#nameAt(index) === name) return index
    return -1
  }

  #nameAt(index: number): string {
    return this.fields[index]?.toLowerCase() ?? ''
  }
}
