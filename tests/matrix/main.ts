/** `npm run matrix`: every cell of the crash matrix. */
import { Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { allCells, nameOf, shuffled } from './cells.ts'
import { Matrix } from './matrix.ts'

const command = commandLine({
  script: 'matrix',
  does: 'Crashes a service at every failpoint of every step, starts it again, and looks at every invariant.',
  examples: {
    '': 'every cell',
    '--only pay': 'cells whose name has that text',
    '--replicas 2': 'with two of every service',
  },
})
  .option('--replicas <n>', 'of every service', wholeNumber, 1)
  .option('--seed <n>', 'the order of the cells', wholeNumber, 1)
  .option('--only <text>', 'cells whose name has it', '')
  .action((options) => runMain(() => main(options)))

type MatrixOptions = { readonly replicas: number; readonly seed: number; readonly only: string }

async function main({ replicas, seed, only }: MatrixOptions): Promise<void> {
  const cells = shuffled(allCells(), seed).filter((cell) => nameOf(cell).includes(only))
  if (cells.length === 0) throw new Obstacle(`--only: no cell's name has ${JSON.stringify(only)}`)
  const matrix = await Matrix.start(replicas)
  const began = Date.now()
  let broken = 0
  for (const [index, cell] of cells.entries()) {
    const problems = await matrix.run(cell)
    broken += problems.length > 0 ? 1 : 0
    const minutes = ((Date.now() - began) / 60_000).toFixed(1)
    console.log(
      `${problems.length > 0 ? 'BROKEN' : 'held  '} ${index + 1}/${cells.length} ${minutes} min  ${nameOf(cell)}`,
    )
    for (const problem of problems) console.log(`       ${problem}`)
  }
  await matrix.stop()
  console.log(`${cells.length - broken} cells held, ${broken} broken`)
  process.exitCode = broken > 0 ? 1 : 0
}

await command.parseAsync()
