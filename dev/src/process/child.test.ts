import { Obstacle } from '../obstacle.ts'
import { until } from '../testing/until.ts'
import { Child } from './child.ts'
import { isAlive, ProcessIdentity } from './identity.ts'
import { run } from './run.ts'

const node = (script: string) => ({ file: process.execPath, args: ['--input-type=module', '-e', script] })

async function started(script: string): Promise<{ child: Child; firstLine: string }> {
  const lines: string[] = []
  const child = await Child.spawn(node(script), (line) => lines.push(line))
  await until('it says something', () => lines.length > 0)
  return { child, firstLine: lines[0] ?? '' }
}

test('a child that is deaf to its stop signal is killed after the grace', async () => {
  const { child } = await started("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('deaf')")
  expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' })
})

test('the failure of a program is reported with its last output', async () => {
  const failing = run(node("console.error('no such luck'); process.exitCode = 3"))
  await expect(failing).rejects.toThrow('ended with code 3: no such luck')
})

test('a missing program is an obstacle, reported in one line', async () => {
  const missing = Child.spawn({ file: '/no/such/program', args: [] })
  await expect(missing).rejects.toThrow(Obstacle)
  await expect(missing).rejects.toThrow('/no/such/program')
})

test('a child does not outlive a killed parent', async () => {
  if (process.platform !== 'linux') return // elsewhere the next start ends it
  const parent = await started(`
    const { Child } = await import('${import.meta.resolve('./child.ts')}')
    const child = await Child.spawn({ file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] })
    console.log(JSON.stringify(child.identity))
  `)
  const orphan = ProcessIdentity.parse(JSON.parse(parent.firstLine))
  expect(isAlive(orphan)).toBe(true)
  parent.child.kill('SIGKILL')
  await until('the orphan is gone', () => !isAlive(orphan))
})
