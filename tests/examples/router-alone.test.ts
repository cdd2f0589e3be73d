/** The example's README as a reader pastes it, into two terminals; only its ports are exchanged for free ones. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { freePort } from '@shop/dev/ports.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { until } from '@shop/dev/testing/until.ts'
import { withTemporaryFolder } from '@shop/dev/testing/temporary.ts'

const WITHIN_MS = 120_000
const EXAMPLE = 'examples/router-alone'

/** A shell that reads what is pasted, with all that it starts in one process group. */
class Terminal implements AsyncDisposable {
  readonly #shell = spawn('bash', {
    cwd: projectRoot,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
      ...{ NODE_ENV: 'development', LOG_LEVEL: 'info' },
    },
  })
  #output = ''

  constructor() {
    for (const stream of [this.#shell.stdout, this.#shell.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
  }

  paste(block: string): void {
    this.#shell.stdin.write(block)
  }

  async shows(text: string): Promise<void> {
    await until(`"${text}" is shown`, () => this.#output.includes(text), WITHIN_MS).catch((error: unknown) => {
      throw new Error(`what was shown:\n${this.#output}`, { cause: error })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid } = this.#shell
    if (pid === undefined) return
    const closed = new Promise((resolve) => this.#shell.once('close', resolve)) // when all that hold its output are gone
    process.kill(-pid, 'SIGKILL')
    await closed
  }
}

async function shellBlocks(supergraph: string): Promise<readonly string[]> {
  const readme = await readFile(path.join(projectRoot, EXAMPLE, 'README.md'), 'utf8')
  const ports = [await freePort(), await freePort(), await freePort()]
  const text = readme
    .replaceAll(/\b410([0-2])\b/g, (_, nth: string) => String(ports[Number(nth)]))
    .replaceAll(`${EXAMPLE}/supergraph.graphql`, `'${supergraph}'`)
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
}

test('router-alone: composed, queried and subscribed to by the lines of its README', async () => {
  await withTemporaryFolder(async (folder) => {
    const [start = '', query = '', subscribe = '', add = '', ...more] = await shellBlocks(
      path.join(folder, 'supergraph.graphql'),
    )
    expect(more).toEqual([])
    await using first = new Terminal()
    await using second = new Terminal()

    first.paste(start)
    await first.shows('the supergraph of authors, books')
    for (const ready of ['authors: http://', 'books: http://', 'INFO: ready']) await first.shows(ready)

    first.paste(query)
    await first.shows(
      '{"data":{"books":[{"title":"The Dispossessed","author":{"name":"Ursula K. Le Guin"}},{"title":"Invisible Cities","author":{"name":"Italo Calvino"}}]}}',
    )

    second.paste(subscribe)
    await second.shows('{"everyBook":{"title":"Invisible Cities","author":{"name":"Italo Calvino"}}}')
    first.paste(add)
    await first.shows(
      '{"addBook":{"author":{"name":"Ursula K. Le Guin","books":[{"title":"The Dispossessed"},{"title":"The Lathe of Heaven"}]}}}',
    )
    await second.shows('{"everyBook":{"title":"The Lathe of Heaven","author":{"name":"Ursula K. Le Guin"}}}')
  })
}, 600_000)
