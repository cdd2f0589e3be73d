/** Native routers that a user has on the PATH: they join by themselves. */

import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import type { RouterUnderTest } from './routers.ts'

/** @param supergraph path of the schema's file; @param first port of the first of them; @param searchPath a PATH */
export function nativeRouters(
  supergraph: string,
  first: number,
  searchPath = process.env['PATH'] ?? '',
): readonly RouterUnderTest[] {
  const hive = onPath('hive_router', searchPath)
  const router = onPath('router', searchPath)
  const host = '127.0.0.1'
  const all: RouterUnderTest[] = []
  if (hive)
    all.push({
      name: 'Hive Router (native)',
      file: hive,
      args: [],
      env: { SUPERGRAPH_FILE_PATH: supergraph, HOST: host, PORT: String(first) },
      url: `http://${host}:${first}/graphql`,
    })
  // Cosmo's binary has the same name, and reads no supergraph but a configuration that its own tool composes.
  if (router && helpOf(router).includes('--supergraph'))
    all.push({
      name: 'Apollo Router (native)',
      file: router,
      args: ['--supergraph', supergraph, '--listen', `${host}:${first + 1}`],
      env: { APOLLO_TELEMETRY_DISABLED: '1' },
      url: `http://${host}:${first + 1}/`,
    })
  return all
}

function onPath(name: string, searchPath: string): string | undefined {
  const folders = searchPath.split(path.delimiter)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function helpOf(file: string): string {
  try {
    return execFileSync(file, ['--help'], { encoding: 'utf8', timeout: 5_000 })
  } catch {
    return ''
  }
}
