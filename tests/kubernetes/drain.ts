/** A node that is emptied as for its maintenance, and taken back. */
import { services } from '@shop/dev/shop/topology.ts'
import type { Kubectl } from './kubectl.ts'

const WITHIN = '--timeout=300s'

/** One that has pods of ours and no engine, of which there may be one copy alone; undefined where there is none such. */
export async function drainable(kubectl: Kubectl): Promise<string | undefined> {
  const nodesOf = async (selector: string): Promise<Set<string>> => {
    const path = 'jsonpath={.items[*].spec.nodeName}'
    const running = ['--field-selector', 'status.phase=Running']
    const names = await kubectl.run('get', 'pods', '-l', selector, ...running, '-o', path)
    return new Set(names.split(' ').filter(Boolean))
  }
  const ours = 'app.kubernetes.io/component in (router, subgraph)'
  const engines = await nodesOf('app.kubernetes.io/component notin (router, subgraph)')
  return [...(await nodesOf(ours))].find((node) => !engines.has(node))
}

/** Answers once every workload is whole without it; how many pods it had. */
export async function drained(kubectl: Kubectl, node: string): Promise<number> {
  const field = `spec.nodeName=${node}`
  const before = await kubectl.run('get', 'pods', '--field-selector', field, '-o', 'jsonpath={.items[*].metadata.name}')
  await kubectl.run('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', WITHIN)
  for (const name of services) await kubectl.run('rollout', 'status', `deployment/${name}`, WITHIN)
  await kubectl.run('uncordon', node)
  return before.split(' ').filter(Boolean).length
}
