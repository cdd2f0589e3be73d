/** Other bytes for the same JSON, or bytes that are none. */

import type { Random } from '../random.ts'

const ways: readonly ((random: Random, text: string) => string | Buffer)[] = [
  (_, text) => `${text}\n`,
  (_, text) => ` ${text}`,
  (_, text) => `\ufeff${text}`,
  (_, text) => JSON.stringify(JSON.parse(text), null, 1),
  (random, text) => text.slice(0, random.below(text.length)),
  (random, text) => insertedAt(random, text, random.pick([' ', '\n', '0', '"', '}', ',', 'e1', '\\', 'null', '\t'])),
  (random, text) => text.replace(/"(\w)/g, (whole, letter: string) => (random.chance(0.1) ? `"${escaped(letter)}` : whole)),
  (random, text) => text.replace(/\d+/g, (digits) => (random.chance(0.1) ? random.pick([`${digits}.0`, `0${digits}`, `-${digits}`, `${digits}e2`, '-0', '1e400']) : digits)),
  (random, text) => text.replace(/\{"(\w+)":/g, (whole, key: string) => (random.chance(0.2) ? `{"${key}":null,"${key}":` : whole)),
  (random, text) => text.replace(/}$/, `,"errors":${random.pick(ERRORS)}}`),
  (random, text) => text.replace(/^{/, `{"errors":${random.pick(ERRORS)},`),
  (_, text) => text.replace(/}$/, ',"extensions":{"cost":1}}'),
  (random, text) => flipped(random, Buffer.from(text)),
] // prettier-ignore

const ERRORS = [
  'null',
  '[]',
  '[{"message":"no","extensions":{"code":"NOT_FOUND"}}]',
  '[{"message":"no","path":["_entities",0,"x"]}]',
]

export function garbled(random: Random, text: string): Buffer {
  return Buffer.from(random.pick(ways)(random, text))
}

function insertedAt(random: Random, text: string, what: string): string {
  const at = random.below(text.length)
  return text.slice(0, at) + what + text.slice(at)
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** One bit of it: also such as are no UTF-8 any more. */
function flipped(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  return bytes
}
