/** Blanks secrets in a string, in time linear in its length. */

/** Letters of tokens, with the dots between their parts. */
const RUN = /[\w.-]{10,}/g
const HEADER = /(?:^|-)eyJ/
const CREDENTIALS = /:\/\/[^/\s@"\\]+@/g
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi
/** A member of JSON under a secret's name, at any depth. */
const MEMBER = /"((?:proxy-)?authorization|token|password|secret|(?:set-)?cookie)":"(?:[^"\\]|\\.)*"/gi

/** JSON Web Tokens, credentials in URLs and in Authorization headers, and values under the usual secret names of JSON. */
export function blank(text: string): string {
  return text
    .replace(MEMBER, '"$1":"[redacted]"')
    .replace(RUN, withoutTokens)
    .replace(CREDENTIALS, '://[credentials]@')
    .replace(BEARER, '$1 [credentials]')
}

/** A token is three parts with dots between, of which the first begins with what {" is in base64. */
function withoutTokens(run: string): string {
  if (!run.includes('eyJ')) return run
  const parts = run.split('.')
  const kept: string[] = []
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    const header = HEADER.exec(part)
    if (!header || !parts[at + 1] || parts[at + 2] === undefined) {
      kept.push(part)
      continue
    }
    kept.push(`${part.slice(0, header.index + header[0].length - 3)}[token]`)
    at += 2
  }
  return kept.join('.')
}
