/** `npm run logs`: what a part of the shop has written. */
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { readDevSettings } from './settings.ts'
import { lastLines, loggedParts } from './shop/log-files.ts'

async function main(part: string, { lines }: { readonly lines: number }): Promise<void> {
  const { DATA_DIR: dataDir } = readDevSettings()
  const parts = await loggedParts(dataDir)
  if (parts.length === 0)
    throw new Obstacle(`No shop has run on ${dataDir}. Start one with npm start, or set DATA_DIR.`)
  if (!parts.includes(part)) throw new Obstacle(`There is no log of ${part}; there are those of ${parts.join(', ')}.`)
  for (const line of lastLines(dataDir, part, lines)) console.log(line)
}

await commandLine({
  script: 'logs',
  does: 'Prints what a part of the shop on DATA_DIR has written last. Kept in $DATA_DIR/logs, 10 MB of each part at most.',
  examples: { order: 'the last 100 lines', 'router --lines 1000': 'more of them' },
})
  .argument('<part>', 'as npm run status names it')
  .option('--lines <n>', 'how many', wholeNumber, 100)
  .action((part, options) => runMain(() => main(part, options)))
  .parseAsync()
