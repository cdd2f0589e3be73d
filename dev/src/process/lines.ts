/** A stream's text as lines, each as soon as it is whole. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export function eachLine(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', take)
}
