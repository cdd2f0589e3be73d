/** The routers that are measured, each as its users start it. */

import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { peers } from '../../router/src/install.ts'
import type { RouterUnderTest } from '../../router/src/routers.ts'

const ours = path.join(projectRoot, 'router', 'src', 'main.ts')
const hive = path.join(peers, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js')
const hiveConfig = path.join(peers, 'hive-subscriptions.config.mjs')

/** @param supergraph path of the schema's file; @param first port of the first router */
export function routers(supergraph: string, first: number): readonly RouterUnderTest[] {
  const env = { NODE_ENV: 'production', SUPERGRAPH: supergraph }
  const url = (port: number): string => `http://127.0.0.1:${port}/graphql`
  return [
    {
      name: 'ours',
      args: [ours],
      env: { ...env, PORT: String(first), PUBLIC_SUBSCRIPTIONS: 'statusChanged' },
      url: url(first),
    },
    {
      name: 'Hive Gateway',
      args: [hive, 'supergraph', supergraph, '--config-path', hiveConfig].concat([
        '--host',
        '127.0.0.1',
        '--port',
        String(first + 1),
        '--fork',
        '1',
      ]),
      env,
      url: url(first + 1),
    },
  ]
}
