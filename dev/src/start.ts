/** `npm start`: the whole shop on this machine, until it receives a signal to stop. */
import { chmod } from 'node:fs/promises'
import { env } from 'node:process'
import { styleText } from 'node:util'
import { commandLine } from '@shop/platform/command-line.ts'
import { requireFolder } from './disk.ts'
import { buildsSettled } from './engines/cache.ts'
import { withoutPassword } from './engines/engine.ts'
import { errorMessage, Obstacle, runMain } from './obstacle.ts'
import { freePort, isFree } from './ports.ts'
import { Child } from './process/child.ts'
import { progress } from './progress.ts'
import { projectRoot } from './project.ts'
import { givenNats, readDevSettings, type DevSettings } from './settings.ts'
import { assemble, type Assembled, type Plan } from './shop/assemble.ts'
import { lockData } from './shop/data-lock.ts'
import { loadDemo } from './shop/demo.ts'
import { LineSources } from './shop/line-sources.ts'
import { LogFiles } from './shop/log-files.ts'
import { buildStorefront } from './storefront-build.ts'
import { watchSources } from './shop/source-watch.ts'
import { inOneProcess, services, subgraphs, type Ports, type ServiceName } from './shop/topology.ts'
import { StopSignals } from './stop-signals.ts'
import { addressesOf } from './supervisor/process-spec.ts'
import { endOrphans, removeProcessFile } from './supervisor/process-file.ts'

const step = progress()
const neededMegabytes = 200

type StartOptions = { readonly watch?: boolean | undefined; readonly oneProcess?: boolean | undefined }

async function main(options: StartOptions): Promise<void> {
  const settings = readDevSettings()
  if (options.oneProcess) refuseWhatNeedsSeveral()
  const { DATA_DIR: dataDir } = settings
  await requireFolder(dataDir, 'DATA_DIR', neededMegabytes)
  await chmod(dataDir, 0o700) // addresses of customers, and passwords of engines
  const lock = await lockData(dataDir)
  try {
    await step('Ending what a killed shop left running', () => endOrphans(dataDir))
    await runUntilStopped(settings, options)
  } finally {
    await removeProcessFile(dataDir)
    await lock.release()
  }
}

/** Failpoints crash one subgraph's process, which --one-process does not have. */
function refuseWhatNeedsSeveral(): void {
  if (env.FAILPOINTS_DIR)
    throw new Obstacle(
      `FAILPOINTS_DIR: is ${JSON.stringify(env.FAILPOINTS_DIR)}; expected none with --one-process: a crash of one subgraph would be one of all`,
    )
}

async function runUntilStopped(settings: DevSettings, { watch, oneProcess = false }: StartOptions): Promise<void> {
  const signals = new StopSignals(() => {
    Child.killAll()
    process.exit(1)
  })
  let stop = endBuilds // until there are processes, only the getting of engines can be under way
  void signals.wait().then(() => {
    console.log('Stopping (once more: at once) ...')
    return stop()
  })
  try {
    const ports = await choosePorts(settings.PORT)
    const pages = await buildStorefront(step)
    const logs = new LogFiles(settings.DATA_DIR)
    const sources = new LineSources(inOneProcess, subgraphs)
    const line = (writer: string, text: string): void => {
      const source = sources.of(writer, text)
      console.log(prefixed(source, text))
      logs.write(source, text)
    }
    const shop = await assemble({ ...planOf(settings, ports), pages, oneProcess }, step, { line, news: console.log })
    stop = () => shop.supervisor.stop()
    if (signals.stopping) return
    await startAll(shop)
    if (!signals.stopping) await loadDemoOrSayWhyNot(shop.url, settings.DATA_DIR)
    if (!signals.stopping) printAddresses(shop.url)
    const watching = watch && restartEdited(shop)
    await signals.wait()
    if (watching) await watching.stop()
  } catch (error) {
    if (!signals.stopping) throw error
  } finally {
    await stop()
  }
  console.log('Stopped.')
}

const nameColours = [
  'cyan',
  'green',
  'magenta',
  'yellow',
  'blue',
  'cyanBright',
  'greenBright',
  'magentaBright',
] as const
const nameWidth = 9

/** A line of a process, with the process's name in front. */
function prefixed(name: string, line: string): string {
  return `${styleText(colourOf(name), name.padEnd(nameWidth), { stream: process.stdout })} | ${line}`
}

function colourOf(name: string): (typeof nameColours)[number] {
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0)
  return nameColours[sum % nameColours.length] ?? 'cyan'
}

/** A process whose sources are edited starts again; the router composes anew when a subgraph has another schema. */
function restartEdited({ supervisor }: Assembled): { readonly stop: () => Promise<void> } {
  console.log('Sources are watched: what is edited starts again.')
  let restarts = Promise.resolve()
  const restart = async (names: readonly ServiceName[]): Promise<void> => {
    console.log(`${names.join(', ')}: edited, starting again ...`)
    const starts = [...new Set(names.map((name) => supervisor.process(name)))].map((one) => one.restart())
    for (const outcome of await Promise.allSettled(starts))
      if (outcome.status === 'rejected')
        console.error(`${errorMessage(outcome.reason)}; it starts again when it is edited`)
    console.log(`${names.join(', ')}: done`)
  }
  const watching = watchSources(projectRoot, (names) => {
    restarts = restarts.then(() => restart(names))
  })
  return {
    stop: () => {
      watching.close()
      return restarts
    },
  }
}

async function endBuilds(): Promise<void> {
  await Child.endAll()
  await buildsSettled()
}

async function startAll({ supervisor }: Assembled): Promise<void> {
  const all = supervisor.processes.length
  let ready = 0
  console.log(`Starting ${all} processes ...`)
  await supervisor.start((spec) => {
    const addresses = addressesOf(spec).map(({ name, url }) => `${name} is ready at ${withoutPassword(url)}`)
    console.log(`${addresses.join(', ')} (${++ready} of ${all})`)
  })
}

async function loadDemoOrSayWhyNot(url: string, dataDir: string): Promise<void> {
  try {
    await step('Loading the demo shop', () => loadDemo(url, dataDir))
  } catch (error) {
    console.error(errorMessage(error)) // the shop itself runs
  }
}

/** The last lines of a start: where the shop is, how to come in, how to stop it. */
function printAddresses(url: string): void {
  const began = Number(env.SHOP_BEGAN_AT) // when npm was started; the installation counts too
  const took = Number.isFinite(began) ? ` (${((Date.now() - began) / 1000).toFixed(1)} s)` : ''
  const logIn = `curl -s ${url}/dev/login -H 'content-type: application/json' -d '{"user":"alice","roles":["customer"]}'`
  console.log(`
The shop is open${took}.
  Storefront  ${url}
  Playground  ${url}/graphql
  Log in      ${logIn}
              answers a token for the header "authorization: Bearer ..."; roles: customer, carrier, admin
  Look        npm run status    Events  npm run events -- tail
  Stop        Ctrl-C            Delete all data  npm run reset
`)
}

function planOf(settings: DevSettings, ports: Ports): Plan {
  return {
    dataDir: settings.DATA_DIR,
    database: settings.MONGODB_DATABASE,
    mongoUri: settings.MONGODB_URI,
    nats: givenNats(settings),
    durable: true,
    ports,
    services,
    overrides: {},
  }
}

/** The router's port is what people know, so it must be free; the subgraphs get the next ones where those are. */
async function choosePorts(port: number): Promise<Ports> {
  if (!(await isFree(port)))
    throw new Obstacle(`PORT: ${port} is taken by another program. Set PORT to a free one: PORT=${port + 10} npm start`)
  const choices = subgraphs.map(async (name, index) => [name, await freePort(port + 1 + index)] as const)
  return { router: port, ...Object.fromEntries(await Promise.all(choices)) }
}

await commandLine({
  script: 'start',
  does: 'Runs the whole shop on this machine, with its data in DATA_DIR (.data), until Ctrl-C. Settings: .env, as .env.example says.',
  examples: {
    '': 'at http://127.0.0.1:4000, or at PORT',
    '--watch': 'a service whose schema or source is edited starts again',
    '--one-process': 'all subgraphs in one process: less memory, and they crash and start again together',
  },
})
  .option('--watch', 'restarts a service when its schema or source is edited, and composes again')
  .option('--one-process', 'runs the subgraphs in one process, rather than in one each')
  .action((options) => runMain(() => main(options)))
  .parseAsync()
process.exit() // whatever a library still holds open
