/** What a process writes from now on, across the files that its log is kept in. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { lastLines, logFile } from './log-files.ts'

const POLL_MS = 200
const CHUNK_BYTES = 65_536

/** The last `count` lines, then each one that is written, until the signal. */
export async function* followLines(
  dataDir: string,
  name: string,
  count: number,
  stopped: AbortSignal,
): AsyncGenerator<string, void, void> {
  const path = logFile(dataDir, name)
  let file = openedFile(path)
  let position = file === undefined ? 0 : fstatSync(file).size
  let unfinished = ''
  yield* lastLines(dataDir, name, count, position)
  try {
    while (!stopped.aborted) {
      const isLast = file !== undefined && inodeOf(path) === fstatSync(file).ino
      const text: string = file === undefined ? '' : readFrom(file, position)
      position += Buffer.byteLength(text)
      const lines = `${unfinished}${text}`.split('\n')
      unfinished = lines.pop() ?? ''
      yield* lines
      if (isLast) await delay(POLL_MS, undefined, { signal: stopped }).catch(() => undefined)
      else {
        // It was moved aside when it was full, and another one is written.
        const next = openedFile(path)
        if (next === undefined) await delay(POLL_MS, undefined, { signal: stopped }).catch(() => undefined)
        else {
          if (file !== undefined) closeSync(file)
          file = next
          position = 0
        }
      }
    }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function readFrom(file: number, position: number): string {
  const chunks: Buffer[] = []
  for (let at = position; ;) {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    const bytes = readSync(file, chunk, 0, CHUNK_BYTES, at)
    if (bytes === 0) return Buffer.concat(chunks).toString('utf8')
    chunks.push(chunk.subarray(0, bytes))
    at += bytes
  }
}

function openedFile(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined // not there yet
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}
