/** `npm run mutants`: takes each guard away in turn and shows which test notices. Exit code 1 where one survives, or does not apply. */
import { startEngines } from '@shop/dev/engines/engines.ts'
import { Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { StopSignals } from '@shop/dev/stop-signals.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { SourceCopy } from './source-copy.ts'
import { mutants } from './mutants.ts'
import { firstFailure } from './tests.ts'

const command = commandLine({
  script: 'mutants',
  does: 'Takes each guard of the saga, the machinery and the router away in turn, and shows which test notices.',
  examples: { '': 'all of them', '--only outbox': 'those whose name, or file, has that text' },
})
  .option('--only <text>', 'mutants whose name, or file, has it', '')
  .action(({ only }) => runMain(() => main(only)))

async function main(only: string): Promise<void> {
  const chosen = mutants.filter(({ name, file }) => name.includes(only) || file.includes(only))
  if (chosen.length === 0) throw new Obstacle(`--only: no mutant's name or file has ${JSON.stringify(only)}`)
  const signals = new StopSignals(() => process.exit(1))
  const stopped = signals.wait()
  const engines = await startEngines()
  const sourceCopy = await SourceCopy.copy()
  const survivors: string[] = []
  /** Neither killed nor survived, and so no proof: counted with the survivors. */
  const reportInconclusive = (error: unknown): undefined => {
    console.log(`         ${String(error)}`)
  }
  try {
    for (const [index, { name, file, find, replace, tests }] of chosen.entries()) {
      if (signals.stopping) break
      const takeBack = await sourceCopy.change(file, find, replace)
      const failure = await firstFailure(sourceCopy.root, tests, { MONGODB_URI: engines.mongoUri }, stopped).catch(
        reportInconclusive,
      )
      await takeBack()
      if (signals.stopping) break
      if (failure === undefined) survivors.push(name)
      console.log(`${failure === undefined ? 'SURVIVED' : 'killed  '} ${index + 1}/${chosen.length} ${name}`)
      if (failure !== undefined) console.log(`         by: ${failure}`)
    }
  } finally {
    await sourceCopy.remove()
    await engines.stop()
  }
  if (signals.stopping) {
    process.exitCode = 130
    return console.log('Stopped: what is not named above was not tried.')
  }
  console.log(`${chosen.length - survivors.length} of ${chosen.length} mutants killed`)
  process.exitCode = survivors.length > 0 ? 1 : 0
}

await command.parseAsync()
