/** What holds of the source text without running it: each check is a program, named by what it makes sure of. */
import path from 'node:path'
import { Child } from '../process/child.ts'
import { projectRoot } from '../project.ts'

type Check = {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly proves?: RegExp
}
export type Finding = { readonly name: string; readonly passed: boolean; readonly output: string }

const folders = [
  'shop.ts',
  'contract',
  'platform',
  'subgraph-server',
  'events',
  'router',
  'subgraphs',
  'recovery',
  'storefront/src',
  'dev',
  'packing',
  'tests',
  'bench',
]

export const checks: readonly Check[] = [
  {
    name: 'the types hold',
    program: 'tsc',
    args: [
      '--noEmit',
      '--incremental',
      '--tsBuildInfoFile',
      'node_modules/.cache/tsc.tsbuildinfo',
      '-p',
      'tsconfig.json',
    ],
  },
  { name: "the storefront's types hold", program: 'tsc', args: ['--noEmit', '-p', 'storefront/tsconfig.json'] },
  {
    name: "the playground's types hold",
    program: 'tsc',
    args: ['--noEmit', '-p', 'router/src/playground/browser/tsconfig.json'],
  },
  { name: 'what is generated is up to date', program: 'node', args: ['dev/src/generate.ts', '--check'] },
  { name: 'schema.graphql is what the subgraphs compose to', program: 'node', args: ['dev/src/schema.ts', '--fresh'] },
  {
    name: 'no promise floats, and what else oxlint looks for',
    program: 'oxlint',
    args: ['--type-aware', '--deny-warnings'],
  },
  {
    name: 'the layout is prettier',
    program: 'prettier',
    args: ['--check', '--log-level=warn', '--cache', '--cache-strategy=content', '.'],
  },
  { name: 'nothing lies around unused', program: 'knip', args: ['--no-progress', '--no-config-hints'] },
  {
    name: 'what ships is used by what ships', // uses by tests do not count here
    program: 'knip',
    args: ['--config', 'knip.production.json', '--no-progress', '--no-config-hints'],
  },
  {
    name: 'packages import only what they may',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.mjs', ...folders],
    proves: /\([1-9]\d{2,} modules/, // with a parser missing it finds no module, and is content
  },
]

export async function runCheck({ name, program, args, proves }: Check): Promise<Finding> {
  const lines: string[] = []
  const file = path.join(projectRoot, 'node_modules', '.bin', program)
  const child = await Child.spawn({ file, args, cwd: projectRoot, env: { NO_COLOR: '1' } }, (line) => lines.push(line))
  const { code } = await child.exited
  const output = lines.join('\n')
  const passed = code === 0 && (!proves || proves.test(output))
  return { name, passed, output: passed || code !== 0 ? output : `${output}\n${program} looked at too little` }
}
