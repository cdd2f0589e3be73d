/**
 * `npm run matrix`: every cell of the crash matrix. Options: --replicas 2 (of every service), --seed N (the order), --only TEXT
 * (cells whose name has it).
 */
import { parseArgs } from 'node:util'
import { allCells, nameOf, shuffled } from './cells.ts'
import { Matrix } from './matrix.ts'

const { values } = parseArgs({
  options: {
    replicas: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})
const replicas = Number(values.replicas)
if (!Number.isInteger(replicas) || replicas < 1) {
  console.error(`--replicas: expected a whole number from 1, got ${JSON.stringify(values.replicas)}`)
  process.exit(1)
}
const cells = shuffled(allCells(), Number(values.seed)).filter((cell) => nameOf(cell).includes(values.only))
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
