/** `npm run logs`: what a part of the shop has written. */
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { readDevSettings } from './settings.ts'
import { followLines } from './shop/follow-lines.ts'
import { lastLines, loggedParts } from './shop/log-files.ts'

type LogOptions = { readonly lines: number; readonly follow?: true | undefined }

async function main(part: string, { lines, follow }: LogOptions): Promise<void> {
  const { DATA_DIR: dataDir } = readDevSettings()
  const parts = await loggedParts(dataDir)
  if (parts.length === 0)
    throw new Obstacle(`No shop has run on ${dataDir}. Start one with npm start, or set DATA_DIR.`)
  if (!parts.includes(part)) throw new Obstacle(`There is no log of ${part}; there are those of ${parts.join(', ')}.`)
  if (!follow) {
    for (const line of lastLines(dataDir, part, lines)) console.log(line)
    return
  }
  for await (const line of followLines(dataDir, part, lines, new AbortController().signal)) console.log(line)
}

await commandLine({
  script: 'logs',
  does: 'Prints what a part of the shop on DATA_DIR has written last. Kept in $DATA_DIR/logs, 10 MB of each part at most.',
  examples: {
    order: 'the last 100 lines',
    'router --lines 1000': 'more of them',
    'pay --follow': 'and what it writes from now on, until Ctrl-C',
  },
})
  .argument('<part>', 'as npm run status names it')
  .option('--lines <n>', 'how many', wholeNumber, 100)
  .option('--follow', 'goes on with what is written, until Ctrl-C')
  .action((part, options) => runMain(() => main(part, options)))
  .parseAsync()
