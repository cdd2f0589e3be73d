import { readFile } from 'node:fs/promises'
import { unwatchFile, watchFile } from 'node:fs'

/** Reading the file's state follows links and works on every file system, which change notices do not. */
const LOOK_EVERY_MS = 500

/**
 * Hands over the text of the file whenever it has changed from what was handed over last, at first from `known`;
 * a file that is away for a moment counts as unchanged. Returns what ends it.
 */
export function watchTextFile(
  path: string,
  known: string,
  changed: (text: string) => void,
  everyMs = LOOK_EVERY_MS,
): () => void {
  let last = known
  let ended = false
  const look = async () => {
    const text = await readFile(path, 'utf8').catch(() => last)
    if (ended || text === last) return
    last = text
    changed(text)
  }
  const listener = () => {
    look().catch(() => undefined) // `changed` reports its own errors
  }
  watchFile(path, { interval: everyMs, persistent: false }, listener)
  // What it is from now on compared with may be newer already than what is known.
  listener()
  return () => {
    ended = true
    unwatchFile(path, listener)
  }
}
