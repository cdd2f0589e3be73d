import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { withTemporaryFolder } from '../testing/temporary.ts'
import { until } from '../testing/until.ts'
import { servicesOf, watchSources } from './source-watch.ts'
import { services, subgraphs } from './topology.ts'

test.each([
  ['subgraphs/order/schema.graphql', ['order']],
  ['subgraphs/pay/src/domain/decider.ts', ['pay']],
  ['subgraphs/pay/src/domain/decide.test.ts', []],
  ['subgraphs/pay/node_modules/x/index.ts', []],
  ['router/src/http/cross-origin.ts', ['router']],
  ['router/fuzz/main.ts', []],
  ['platform/src/log.ts', services],
  ['subgraph-server/src/mongo.ts', subgraphs],
  ['subgraphs/pay/events.ts', subgraphs],
  ['subgraphs/pay/manifest.ts', subgraphs],
  ['events/src/pace.ts', subgraphs],
  ['docs/clients.md', []],
])('an edit of %s is for %j', (file, services) => expect(servicesOf(path.normalize(file))).toEqual(services))

test('edits in quick succession are reported together', async () => {
  await withTemporaryFolder(async (root) => {
    const folders = [
      'subgraphs/order/src',
      'subgraphs/pay',
      'router/src',
      'platform',
      'subgraph-server',
      'events',
      'contract',
    ]
    await Promise.all(folders.map((folder) => mkdir(path.join(root, folder), { recursive: true })))
    const edited = new Set<string>()
    const watching = watchSources(root, (services) => services.forEach((service) => edited.add(service)))
    await writeFile(path.join(root, 'subgraphs/order/src/store.ts'), '')
    await writeFile(path.join(root, 'subgraphs/pay/schema.graphql'), '')
    await until('both are reported', () => edited.has('order') && edited.has('pay'))
    expect([...edited].toSorted()).toEqual(['order', 'pay'])
    watching.close()
  })
})
