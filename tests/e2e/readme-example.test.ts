/** The worked example of the READMEs, line by line as a newcomer pastes it, in a shop that has the demo in it. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '@shop/dev/project.ts'
import { loadDemo } from '@shop/dev/shop/demo.ts'
import { openShop } from './openShop.ts'

const open = openShop()

/** In place of a second's sleep, which a crowded machine may need longer for: until the saga, and the page, are at rest. */
const SLEEP = String.raw`
ORDER_AND_PAGE='order(id: \\"%s\\") { status delivery { status } } myPage { purchases { edges { node { orderStatus } } } }'
sleep() {
  for i in $(seq 300); do
    ask $KIM "{ $(printf "$ORDER_AND_PAGE" "$ORDER") }" | grep -qE 'PENDING|CANCELLING|:null|:\[\]|errors' || return 0
    command sleep 0.1
  done
}
`

/** Likewise: until the stream has told what the carrier did. */
const SHIPPED =
  'shipped() { for i in $(seq 300); do grep -q SHIPPED "$STREAM" && return 0; command sleep 0.1; done; }\n'

/** Every block between the heading of the example and the heading after it, as one script. */
async function script(file: string, url: string, suffix: string): Promise<string> {
  const text = await readFile(path.join(projectRoot, file), 'utf8')
  const section = text.split(/^## /m).find((each) => each.includes('placeOrder(')) ?? ''
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block)
  expect(blocks).toHaveLength(2)
  const example = blocks
    .join('\n')
    .replace(/^URL=.*$/m, `URL=${url}`)
    .replaceAll('kim', `kim${suffix}`)
    .replaceAll('\\"tea', `\\"tea${suffix}`)
    .replace(/ &$/m, ' > "$STREAM" &') // what two programs write at the same time may share a line
    .replace('sleep 1; kill', 'shipped; kill')
  return `${SLEEP}${SHIPPED}${example}`
}

test.each([
  ['README.md', ''],
  ['README.ko.md', '-ko'],
])('%s gives the figures that it names', async (file, suffix) => {
  await loadDemo(open.running.url, open.running.dataDir)
  const stream = path.join(open.running.dataDir, `readme-stream${suffix}`)
  const run = ['-c', await script(file, open.running.url, suffix)]
  const { stdout } = await promisify(execFile)('bash', run, { env: { ...process.env, STREAM: stream } })
  const answers = stdout.split('\n').filter((line) => line.startsWith('{'))
  expect(answers[1]).toContain('"points":999999')
  expect(answers[2]).toMatch(
    /"me":{"points":989999},"product":{"stock":990},"order":{"status":"CONFIRMED".*"orderCount":1/,
  )
  expect(answers[4]).toMatch(
    /"me":{"points":999999},"product":{"stock":1000},"order":{"status":"CANCELLED","delivery":{"status":"CANCELLED"}/,
  )
  expect(answers[5]).toBe('{"data":{"advanceDelivery":{"status":"SHIPPED"}}}')
  expect(await readFile(stream, 'utf8')).toMatch(/^data: .*"status":"SHIPPED"/m)
})
