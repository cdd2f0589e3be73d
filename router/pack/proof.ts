/** What a package has to do where nothing of this project is: serve two subgraphs that it composed itself, and stop on SIGTERM. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { z } from 'zod'
import { bookshop } from '../testing/bookshop.ts'

const Answer = z.object({ data: z.unknown(), errors: z.unknown().optional() })

export type Proof = {
  /** Lines of `compose`. */
  readonly composed: string
  readonly answer: unknown
  /** Milliseconds from the command to the first answer. */
  readonly readyMs: number
  readonly exitCode: unknown
}

/** @param command that runs the package, with its first arguments; in `folder`, which is the user's */
export async function prove([file = '', ...args]: readonly string[], folder: string): Promise<Proof> {
  const { all, books, stars } = bookshop()
  for (const each of all) await each.start()
  const node = path.dirname(process.execPath)
  const env = { PATH: `${node}${path.delimiter}${process.env['PATH'] ?? ''}`, INIT_CWD: folder }
  const options = { cwd: folder, env }
  try {
    const addresses = [books, stars].map(({ name, url }) => `${name}=${url}`)
    const { stderr: composed } = await promisify(execFile)(file, [...args, 'compose', ...addresses], options)
    const began = performance.now()
    const child = spawn(file, [...args, 'supergraph.graphql', '--port', '0'], {
      ...options,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    try {
      const answer = await post(await readyAt(child.stdout), '{ books { title stars } }')
      const readyMs = performance.now() - began
      child.kill('SIGTERM')
      const [exitCode] = await exited
      return { composed, answer, readyMs, exitCode }
    } finally {
      child.kill('SIGKILL')
    }
  } finally {
    for (const each of all) await each.kill()
  }
}

async function post(url: string, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return Answer.parse(await response.json()).data
}

async function readyAt(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const [, url] = /\bready\b.*"url":"([^"]+)"/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('it ended before it was ready')
}
