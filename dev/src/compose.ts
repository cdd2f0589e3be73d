/** `npm run compose`: of the shop that runs here, or of what is named. */
import { composeCommand } from '@shop/router/compose-command.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { readDevSettings } from './settings.ts'
import { subgraphs } from './shop/topology.ts'
import { processFile, readProcesses } from './supervisor/process-file.ts'

async function running(): Promise<readonly string[]> {
  const { DATA_DIR } = readDevSettings()
  const processes = (await readProcesses(DATA_DIR)) ?? {}
  const found = subgraphs.flatMap((name) => (processes[name] ? [`${name}=${processes[name].url}/graphql`] : []))
  if (found.length > 0) return found
  throw new Obstacle(
    `no subgraph runs here (${processFile(DATA_DIR)}): npm start first, or name what is composed: name[:schema file]=url`,
  )
}

await runMain(async () => {
  await composeCommand({ script: 'compose' }, running).parseAsync()
})
