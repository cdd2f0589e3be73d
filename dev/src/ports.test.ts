import { Child } from './process/child.ts'
import { freePort, isFree } from './ports.ts'
import { until } from './testing/until.ts'

const giver = `
  const { freePort } = await import(${JSON.stringify(import.meta.resolve('./ports.ts'))})
  console.log(await freePort())
  setInterval(() => {}, 1000)
`

test('a port is allocated once, in this process and in others, even before anything listens on it', async () => {
  const lines: string[] = []
  const child = await Child.spawn({ file: process.execPath, args: ['--input-type=module', '-e', giver] }, (line) =>
    lines.push(line),
  )
  await until('the other has one', () => lines.length > 0)
  const [theirs, ours] = [Number(lines[0]), await freePort()]
  expect([await isFree(theirs), await isFree(ours)]).toEqual([true, true])
  for (const preferred of [theirs, ours]) expect(await freePort(preferred)).not.toBe(preferred)
  await child.stop(5_000)
  expect(await freePort(theirs)).toBe(theirs)
})
