/** The words of a name, as searches match them: in lower case, each once. Any character but a letter, digit or mark separates them. */
export function wordsOf(name: string): readonly string[] {
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
  return [...new Set(words)].filter((word) => word !== '')
}
