import { types } from 'node:util'

/**
 * Gives back at once what a buffer occupies, which is empty then: garbage lies until some later collection, for which V8 sees no reason
 * while its own heap is small. Only where nothing else reads it. A part of something larger is left as it is.
 */
export function free(buffer: Buffer): void {
  const memory = buffer.buffer
  if (types.isArrayBuffer(memory) && memory.byteLength === buffer.byteLength) memory.transfer(0)
}
