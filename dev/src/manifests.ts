/**
 * What k8s/ has once for each subgraph, from one template each: kustomize has no loop, and a copy that is forgotten would be a subgraph
 * that does not scale. The supergraph is made here too, so that kubectl alone can deploy it, and one that does not compose never gets there.
 */
import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { compose } from '@shop/router/supergraph/compose.ts'
import { contract } from '@shop/contract/catalog.ts'
import { domains } from '@shop/contract/domains.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import { passwordVariable } from './access/nats-conf.ts'
import { projectRoot } from './project.ts'

type WorkloadDomain = { readonly name: string; readonly port: number }

const template = 'each-subgraph.yaml'
const listing = path.join('k8s', 'subgraphs')

/** The contents of all generated files, by path; with the names of that EVENTS_NAMESPACE. */
export async function manifests(
  of: readonly WorkloadDomain[] = domains,
  namespace = process.env.EVENTS_NAMESPACE,
): Promise<Map<string, string>> {
  const { events } = new StreamNames(contract.name, namespace)
  const all = new Map<string, string>()
  for await (const file of glob(`k8s/**/${template}`, { cwd: projectRoot })) {
    const folder = path.dirname(file)
    const text = await readFile(path.join(projectRoot, file), 'utf8')
    const copies = of.map((domain) => ({ ...domain, text: filledIn(text, domain).replaceAll('STREAM', events) }))
    if (folder === listing)
      for (const { name, text } of copies) all.set(path.join(folder, name, 'kustomization.yaml'), header(file) + text)
    else all.set(path.join(folder, 'subgraphs.yaml'), header(file) + copies.map(({ text }) => text).join('---\n'))
  }
  all.set(path.join(listing, 'kustomization.yaml'), header('shop.ts') + list(of))
  all.set(path.join('k8s', 'base', 'supergraph.graphql'), await supergraph(of))
  return all
}

function header(source: string): string {
  return `# Generated from ${source} by \`npm run generate\`: change that, not this.\n`
}

function filledIn(text: string, { name, port }: WorkloadDomain): string {
  return text
    .replaceAll('NATS_NAME_PASSWORD', passwordVariable(name))
    .replaceAll('NAME', name)
    .replaceAll('PORT=4000', `PORT=${port}`)
}

function list(of: readonly WorkloadDomain[]): string {
  const lines = ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', 'resources:']
  return [...lines, ...of.map(({ name }) => `  - ${name}`), ''].join('\n')
}

/** Every subgraph at the address of its Service. */
async function supergraph(of: readonly WorkloadDomain[]): Promise<string> {
  const definition = async ({ name, port }: WorkloadDomain) => ({
    ...{ name, url: `http://${name}:${port}/graphql` },
    sdl: await readFile(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8'),
  })
  return compose(await Promise.all(of.map(definition)))
}
