/** What a deployment by compose must get through, in this order. Each step answers with its figures, or throws. */
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@shop/dev/testing/until.ts'
import { services } from '@shop/dev/shop/topology.ts'
import { backupSteps } from './backup-steps.ts'
import type { ContainerEngine } from './engine.ts'
import { scan } from './image-scan.ts'
import { observabilitySteps, oidcSteps } from './profile-steps.ts'
import { acceptance, upArguments, type ProofStep } from './proof-step.ts'
import { startTimes } from './start-times.ts'

const MAX_MB = 250
const FIRST_ANSWER_WITHIN_S = 60 // on a machine that does nothing else
const MAX_AT_REST_MIB = 900
let keepsake = ''

export const steps: readonly ProofStep[] = [
  {
    name: 'images',
    work: async ({ images }) => {
      const built = await images()
      const own = built.filter(({ tag }) => /^(membership-shop|supergraph-router):/.test(tag))
      const large = own.filter(({ size }) => !(Number.parseFloat(size) <= MAX_MB && /MB/.test(size)))
      if (large.length > 0) throw new Error(`more than ${MAX_MB} MB: ${large.map(({ tag }) => tag).join(', ')}`)
      return built.map(({ tag, size }) => `${tag} ${size}`).join(', ')
    },
  },
  {
    name: 'image scan',
    work: async ({ engine }) => {
      for (const image of ['membership-shop:dev', 'supergraph-router:dev']) {
        const wrong = await scan(engine, image)
        if (wrong.length > 0) throw new Error(`${image}: ${wrong.join('; ')}`)
      }
      return 'no setuid, shell, package manager, test; non-root, read-only, no capabilities'
    },
  },
  { name: 'up, to the first answer', work: async ({ engine }) => up(engine) },
  { name: 'acceptance', work: acceptance },
  {
    name: 'memory at rest',
    work: async ({ engine }) => {
      await delay(10_000) // until nothing is under way any more
      const lines = (await engine.engine('stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}')).split('\n')
      const mb = lines.map((line): [string, number] => {
        const [name = '', used = '0'] = line.split(' ')
        const perUnit = used.endsWith('GiB') ? 1024 : used.endsWith('MiB') ? 1 : 0
        return [name.replace(/^.*-proof-/, '').replace(/-\d+$/, ''), Number.parseFloat(used) * perUnit]
      })
      const own = mb.filter(([name]) => services.some((service) => service === name))
      const total = own.reduce((sum, [, used]) => sum + used, 0)
      const each = mb.map(([name, used]) => `${name} ${used.toFixed(0)}`).join(', ')
      if (total > MAX_AT_REST_MIB) throw new Error(`our parts take more than ${MAX_AT_REST_MIB} MiB at rest: ${each}`)
      return `our parts ${total.toFixed(0)} MiB (${each})`
    },
  },
  {
    name: 'pay killed with -9, started again',
    work: async ({ engine }) => {
      const began = performance.now()
      await engine.killProcess('pay')
      await until('pay is healthy again', async () => (await restarts(engine)) > 0 && (await healthy(engine)), 60_000)
      return `healthy again after ${((performance.now() - began) / 1_000).toFixed(1)} s`
    },
  },
  { name: 'acceptance after the kill', work: acceptance },
  {
    name: 'down, and up again',
    work: async ({ engine }) => {
      keepsake = await engine.project('tests/compose/keepsake.ts', [engine.url, 'make'])
      await engine.compose('down')
      return up(engine)
    },
  },
  {
    name: 'the data is kept',
    work: async ({ engine }) => {
      const again = await readKeepsake(engine)
      if (again !== keepsake) throw new Error(`expected ${keepsake}, got ${again}`)
      return again
    },
  },
  { name: 'acceptance after down and up', work: acceptance },
  {
    name: 'pay three times',
    work: async ({ engine }) => {
      await engine.compose(...upArguments, '--scale', 'pay=3')
      const running = (await engine.compose('ps', '--quiet', 'pay')).split('\n').length
      if (running !== 3) throw new Error(`expected 3 containers of pay, got ${running}`)
      return '3 healthy'
    },
  },
  { name: 'acceptance with three pays', work: acceptance },
  ...backupSteps(readKeepsake),
  ...oidcSteps,
  ...observabilitySteps,
]

function readKeepsake(engine: ContainerEngine): Promise<string> {
  const { user, order }: { user: string; order: string } = JSON.parse(keepsake)
  return engine.project('tests/compose/keepsake.ts', [engine.url, 'read', user, order])
}

async function up(engine: ContainerEngine): Promise<string> {
  const began = Date.now()
  await engine.compose(...upArguments)
  await engine.project('tests/compose/keepsake.ts', [engine.url, 'read', 'nobody', 'nothing'])
  const seconds = ((Date.now() - began) / 1_000).toFixed(1)
  return `first answer after ${seconds} s (aim: ${FIRST_ANSWER_WITHIN_S}; ${await startTimes(engine, began)})`
}

const restarts = async (engine: ContainerEngine): Promise<number> =>
  Number(await engine.engine('inspect', '--format', '{{.RestartCount}}', await engine.container('pay')))

const healthy = async (engine: ContainerEngine): Promise<boolean> =>
  (await engine.engine('inspect', '--format', '{{.State.Health.Status}}', await engine.container('pay'))) === 'healthy'
