/** The routers that are measured, each as its users start it. */

import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { InvalidArgumentError } from '@shop/platform/command-line.ts'
import { peers } from './install.ts'
import { nativeRouters } from './native.ts'

export type RouterUnderTest = {
  readonly name: string
  /** Without it this Node. */
  readonly file?: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly url: string
}

/** What tokens are signed with. */
export const SECRET = 'a secret of the benchmark, thirty-two bytes at least'

const ours = path.join(projectRoot, 'router', 'src', 'main.ts')

/** @param supergraph path of the schema's file; @param first port of the first router */
export function routers(supergraph: string, first: number): readonly RouterUnderTest[] {
  const common = { NODE_ENV: 'production', SUPERGRAPH: supergraph }
  const at = (port: number): { env: Record<string, string>; url: string } => ({
    env: { ...common, PORT: String(port) },
    url: `http://127.0.0.1:${port}/graphql`,
  })
  const hive = [
    path.join(peers, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js'),
    'supergraph',
    supergraph,
  ]
  const where = (port: number): string[] => ['--host', '127.0.0.1', '--port', String(port), '--fork', '1']
  return [
    { name: 'ours', args: [ours], ...at(first) },
    { name: 'ours, with tokens verified', args: [ours], ...secured(at(first + 1)) },
    { name: '@apollo/server + @apollo/gateway', args: [path.join(peers, 'apollo.mjs')], ...at(first + 2) },
    { name: 'Hive Gateway', args: [...hive, ...where(first + 3)], ...at(first + 3) },
    {
      name: 'Hive Gateway, Rust planner',
      args: [...hive, '--hive-router-runtime', ...where(first + 4)],
      ...at(first + 4),
    },
    ...nativeRouters(supergraph, first + 5),
  ]
}

function secured({ env, url }: Pick<RouterUnderTest, 'env' | 'url'>): Pick<RouterUnderTest, 'env' | 'url'> {
  return { env: { ...env, JWT_SECRET: SECRET, JWT_ISSUER: 'bench', JWT_AUDIENCE: 'bench' }, url }
}

/** Of the command line: names, or substrings of names, with commas. */
export const namesOption =
  (all: readonly RouterUnderTest[]) =>
  (text: string): ((router: RouterUnderTest) => boolean) => {
    const isChosen = ({ name }: RouterUnderTest): boolean => text.split(',').some((part) => name.includes(part))
    if (all.some(isChosen)) return isChosen
    throw new InvalidArgumentError(`Expected parts of these names: ${all.map(({ name }) => name).join('; ')}.`)
  }
