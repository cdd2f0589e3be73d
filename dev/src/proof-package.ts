/** `npm run proof:package`: each packed file as npm installs it into an empty folder, with figures. */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { installInto } from '@shop/packing/empty-folder.ts'
import { packFile } from '@shop/packing/write-package.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import * as events from '../../events/pack/package.ts'
import * as counter from '../../events/pack/proof.ts'
import * as router from '../../router/pack/package.ts'
import { prove } from '../../router/pack/proof.ts'
import { startEngines } from './engines/engines.ts'

type Proven = {
  readonly build: (out: string) => Promise<void>
  readonly beside?: readonly string[]
  /** Answers what it did, in words, and whether that is what it has to do. */
  readonly prove: (empty: string) => Promise<{ readonly words: string; readonly isRight: boolean }>
}

const packages: Readonly<Record<string, Proven>> = {
  router: {
    build: (out) => router.buildPackage({ out, playground: true }),
    prove: async (empty) => {
      const bin = path.join(empty, 'node_modules', '.bin', router.name)
      const { answer, readyMs, exitCode } = await prove([bin], empty)
      const words = `answers ${JSON.stringify(answer)} ${seconds(readyMs)} after its start; ends with ${String(exitCode)}`
      return { words, isRight: exitCode === 0 }
    },
  },
  events: {
    build: events.buildPackage,
    beside: counter.beside,
    prove: async (empty) => {
      const engines = await startEngines()
      try {
        const printed = await counter.runCounter(await counter.writeCounter(empty), engines)
        return { words: `prints ${printed.trim().replaceAll('\n', ', ')}`, isRight: printed === counter.printed }
      } finally {
        await engines.stop()
      }
    },
  },
}

async function main(): Promise<void> {
  for (const [name, { build, beside = [], prove: proveIn }] of Object.entries(packages)) {
    const folder = await mkdtemp(path.join(os.tmpdir(), `packed-${name}-`))
    try {
      const [out, empty] = [path.join(folder, 'package'), path.join(folder, 'empty')]
      await build(out)
      const file = await packFile(out, folder)
      console.log(`${path.basename(file)}: ${megabytes((await stat(file)).size)}`)
      const { tookMs, bytes } = await installInto(empty, file, beside)
      console.log(`installed in ${seconds(tookMs)}: ${megabytes(bytes)} of packages`)
      const { words, isRight } = await proveIn(empty)
      console.log(words)
      if (!isRight) process.exitCode = 1
    } finally {
      await rm(folder, { recursive: true })
    }
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

await commandLine({
  script: 'proof:package',
  does: "Packs the router and the machinery of events, installs each file into an empty folder, and has it work there. Needs npm's registry.",
  examples: { '': 'two minutes' },
})
  .action(main)
  .parseAsync()
