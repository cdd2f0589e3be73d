import { schemas, urlOf } from '../../router/src/subgraphs/schemas.ts'
import { newPageBody, pageBody } from './page.ts'
import { refused } from './refused.ts'
import { prepare } from './beside.ts'
import { startRouter, subgraphsOf } from './router.ts'
import { Sender, plan, steady } from './steady.ts'
const kinds = process.argv[2] === 'all' ? Object.keys(refused) : process.argv[2] === 'none' ? [] : process.argv[2] === 'small' ? Object.keys(refused).filter((k) => !['bodyBytes', 'variableBytes', 'tokens, 200 KB of them','tokens'].includes(k)) : (process.argv[2] ?? '').split(',')
const seconds = Number(process.argv[3] ?? 40)
const { child } = await subgraphsOf('bench/router/src/subgraphs/serve.ts')
const router = await startRouter(schemas, urlOf)
const s = new Sender(router.url)
let n = 0
const next = async () => { while (n < 600) await s.send(newPageBody(n++)) }
await Promise.all([next(), next(), next(), next()])
for (let i = 0; i < 400; i++) for (const k of kinds.length ? [kinds[i % kinds.length]!] : []) await s.send(JSON.stringify(refused[k]!(i)))
await s.close()
process.kill(router.pid, 'SIGUSR2')
const planned = plan(200, seconds, pageBody)
const begin = kinds.length ? await prepare({ what: kinds, url: router.url, perSecond: 100, seconds, first: 5000 }) : undefined
await Promise.all([steady(router.url, planned), begin?.()])
process.kill(router.pid, 'SIGUSR2')
await router.stop(); await child.stop(2000)
