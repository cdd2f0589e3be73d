/** A folder and a line: in a copy of the project that has examples/review, the simulation plays it with the others. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { withTemporaryFolder } from '@shop/dev/testing/temporary.ts'
import { copyShopWithReview } from './shop-with-review.ts'

/** Plays seeds until a review is invited in one: what the simulation then says of it. */
const SIMULATE = `
  const [{ play }, { planOf }] = [await import('./tests/simulation/play.ts'), await import('./tests/simulation/plan.ts')]
  for (let seed = 1, invited = 0; invited === 0 && seed <= 50; seed += 1) {
    const { broken } = await play(planOf(seed), undefined, (line) => { if (line.includes('ReviewInvited')) invited += 1 })
    if (invited > 0 || broken.length > 0) console.log(JSON.stringify({ invited: invited > 0, broken }))
  }`

test('a further domain receives the events of the others in the simulation, and every invariant holds', async () => {
  await withTemporaryFolder(async (folder) => {
    await copyShopWithReview(folder)
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', SIMULATE]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
    expect(stdout).toBe('{"invited":true,"broken":[]}\n')
  })
}, 300_000)
