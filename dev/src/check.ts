/** `npm run check`: everything that can be said of the source text without running it. */
import { runChecks } from './check/run.ts'
import { runMain } from './obstacle.ts'

async function main(): Promise<void> {
  const { passed, failed } = await runChecks(console.log)
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

await runMain(main)
