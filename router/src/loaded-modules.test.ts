/** Federation's model, planner and composition are loaded by threads beside the event loop, not by it; undici where a subgraph has TLS. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const LIST = `
  await import(${JSON.stringify(new URL('router.ts', import.meta.url))})
  const { createRequire } = await import('node:module')
  console.log(Object.keys(createRequire(import.meta.url).cache).join('\\n'))`

test("a router's own thread loads nothing of federation, nor undici", async () => {
  const args = ['--input-type=module', '--eval', LIST]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
  const loaded = stdout.split('\n')
  expect(loaded.filter((file) => file.includes('/node_modules/graphql/')).length).toBeGreaterThan(50)
  expect(loaded.filter((file) => /\/node_modules\/(@apollo|undici)\//.test(file))).toEqual([])
}, 120_000)
