import { allCells, nameOf, shuffled } from './cells.ts'
import { Matrix } from './matrix.ts'

const sampleMs = Number(process.env.MATRIX_SAMPLE_MS ?? 130_000) // with the starts of its shops
const seed = Number(process.env.SEED ?? Math.trunc(Date.now() / 1_000))
const alone = { what: 'each service alone', replicas: 1, forMs: sampleMs * 0.75 }
const beside = { what: 'two replicas of each beside each other', replicas: 2, forMs: sampleMs * 0.25 }

test.each([alone, beside])(
  `a sample of the crash matrix holds every invariant, $what (SEED=${seed})`,
  async ({ replicas, forMs }) => {
    const ends = Date.now() + forMs
    const matrix = await Matrix.start(replicas)
    const problems: string[] = []
    const passed: string[] = []
    for (const cell of shuffled(allCells(), seed + replicas)) {
      problems.push(...(await matrix.run(cell)))
      passed.push(nameOf(cell))
      if (Date.now() > ends) break
    }
    await matrix.stop()
    expect(problems).toEqual([])
    expect(passed.length).toBeGreaterThan(0)
  },
  sampleMs + 120_000,
)

test('the matrix has a cell for every event where it is sent, and for every receiver', () => {
  const names = allCells().map(nameOf)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toContain('inventory crashes after-log of StockReserved')
  expect(names).toContain('pay crashes before-ack of StockReserved')
})
