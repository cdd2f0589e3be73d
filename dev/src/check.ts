/** `npm run check`: everything that can be said of the source text without running it. */
import { commandLine } from '@shop/platform/command-line.ts'
import { runChecks } from './check/run.ts'
import { runMain } from './obstacle.ts'

async function main(): Promise<void> {
  const { passed, failed } = await runChecks(console.log)
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

await commandLine({
  script: 'check',
  does: 'Everything that can be said of the source text without running it: types, lint, format, unused code, generated files.',
  examples: { '': 'all of it' },
})
  .action(() => runMain(main))
  .parseAsync()
