/** `npm run logs`: what a process of the shop has written. */
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { readDevSettings } from './settings.ts'
import { followLines } from './shop/follow-lines.ts'
import { lastLines, loggedProcesses } from './shop/log-files.ts'

type LogOptions = { readonly lines: number; readonly follow?: true | undefined }

async function main(name: string, { lines, follow }: LogOptions): Promise<void> {
  const { DATA_DIR: dataDir } = readDevSettings()
  const names = await loggedProcesses(dataDir)
  if (names.length === 0)
    throw new Obstacle(`No shop has run on ${dataDir}. Start one with npm start, or set DATA_DIR.`)
  if (!names.includes(name)) throw new Obstacle(`There is no log of ${name}; there are those of ${names.join(', ')}.`)
  if (!follow) {
    for (const line of lastLines(dataDir, name, lines)) console.log(line)
    return
  }
  for await (const line of followLines(dataDir, name, lines, new AbortController().signal)) console.log(line)
}

await commandLine({
  script: 'logs',
  does: 'Prints the last log lines of a process of the shop on DATA_DIR. Kept in $DATA_DIR/logs, 10 MB a process at most.',
  examples: {
    order: 'the last 100 lines',
    'router --lines 1000': 'more of them',
    'pay --follow': 'and what it writes from now on, until Ctrl-C',
  },
})
  .argument('<name>', 'as npm run status names it')
  .option('--lines <n>', 'how many', wholeNumber, 100)
  .option('--follow', 'goes on with what is written, until Ctrl-C')
  .action((name, options) => runMain(() => main(name, options)))
  .parseAsync()
