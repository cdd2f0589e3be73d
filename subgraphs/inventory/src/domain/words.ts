/** The words of a name, as they are searched for: in small letters, each once. What is no letter, digit or mark parts them. */
export function wordsOf(name: string): readonly string[] {
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
  return [...new Set(words)].filter((word) => word !== '')
}
