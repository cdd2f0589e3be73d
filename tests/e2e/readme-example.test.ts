/** The worked example of the READMEs as a newcomer pastes it, in a shop that has the demo in it. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '@shop/dev/project.ts'
import { loadDemo } from '@shop/dev/shop/demo.ts'
import { openShop } from './open-shop.ts'

const open = openShop()
const DOCUMENTED_SHOP = 'http://127.0.0.1:4000'

/** The blocks of the example, one after another in one shell. */
async function script(file: string): Promise<string> {
  const text = await readFile(path.join(projectRoot, file), 'utf8')
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
  const example = blocks.filter((block) => block.includes('$ORDER'))
  expect(example).toHaveLength(2)
  return example.join('\n').replaceAll(DOCUMENTED_SHOP, open.running.url)
}

test.each(['README.md', 'README.ko.md', 'README.md'])(
  '%s gives the figures that it names, each time',
  async (file) => {
    await loadDemo(open.running.url, open.running.dataDir)
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', await script(file)], { timeout: 240_000 })
    expect(stderr).toBe('')
    const answers = stdout.split('\n').filter((line) => line.startsWith('{'))
    expect(answers.slice(0, 6)).toEqual([
      '{"data":{"addProduct":{"stock":1000}}}',
      '{"data":{"addPoints":{"points":999999}}}',
      '{"data":{"order":{"status":"CONFIRMED","totalPrice":10000,"delivery":{"status":"PREPARING"}},"me":{"points":989999},"product":{"stock":990}}}',
      expect.stringMatching(/"points":989999,"pointsSpent":10000,"orderCount":1,.*"deliveryStatus":"PREPARING"/),
      '{"data":{"cancelOrder":{"status":"CANCELLING"}}}',
      expect.stringMatching(
        /"order":{"status":"CANCELLED","delivery":{"status":"CANCELLED"}.*"me":{"points":999999},"product":{"stock":1000}/,
      ),
    ])
    expect(stdout).toMatch(/data: .*"status":"DELIVERED"/) // what two programs write at the same time may share a line
    expect(stdout).toContain('event: complete')
  },
  300_000,
)
