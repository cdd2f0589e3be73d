/** Whether a text has more bytes than `most` when it is sent; none of UTF-16's units takes more than three. */
export function isTooLong(text: string, most: number): boolean {
  return text.length * 3 > most && Buffer.byteLength(text) > most
}
