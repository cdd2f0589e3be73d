/** `npm run matrix`: every cell of the crash matrix. */
import { CommandOptions } from '@shop/dev/commandOptions.ts'
import { runMain } from '@shop/dev/obstacle.ts'
import { allCells, nameOf, shuffled } from './cells.ts'
import { Matrix } from './matrix.ts'

const usage = `Usage: npm run matrix [-- OPTIONS]

Crashes a service at every failpoint of every step, starts it again, and looks at every invariant.

  --replicas 1    of every service
  --seed 1        the order of the cells
  --only TEXT     cells whose name has it
  --help          this text`

await runMain(async () => {
  const options = new CommandOptions(usage, { replicas: '1', seed: '1', only: '' })
  if (options.help !== undefined) return console.log(options.help)
  const replicas = options.whole('replicas')
  const cells = shuffled(allCells(), options.positive('seed')).filter((cell) =>
    nameOf(cell).includes(options.text('only')),
  )
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
  process.exitCode = broken > 0 || cells.length === 0 ? 1 : 0
})
