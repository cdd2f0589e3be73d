/** Restate's server as a process that is started and stopped like our own engines. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import path from 'node:path'
import { Obstacle } from '@shop/dev/obstacle.ts'
import { freePort } from '@shop/dev/ports.ts'
import type { ProcessSpec } from '@shop/dev/supervisor/process-spec.ts'
import { peerFolder } from './install.ts'

/** Its own settings are left as they come, but for addresses, folder and telemetry. */
export async function restateServer(dataDir: string): Promise<{ spec: ProcessSpec; ingress: string; admin: string }> {
  const [ingress, admin, node] = [await freePort(), await freePort(), await freePort()]
  const folder = path.join(dataDir, 'restate')
  const local = (port: number): string => `127.0.0.1:${port}`
  const spec: ProcessSpec = {
    name: 'restate',
    url: `http://${local(ingress)}`,
    after: [],
    command: {
      file: program(),
      args: ['--no-logo', '--base-dir', folder, '--node-name', 'bench', '--bind-address', local(node)],
      env: {
        RESTATE_LISTEN_MODE: 'tcp',
        RESTATE_INGRESS__BIND_ADDRESS: local(ingress),
        RESTATE_ADMIN__BIND_ADDRESS: local(admin),
        RESTATE_DISABLE_TELEMETRY: 'true',
        RESTATE_LOG_FILTER: 'warn,octocrab=off', // that one looks for Kubernetes
        RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
        DO_NOT_TRACK: '1',
      },
    },
    prepare: async () => void (await mkdir(folder, { recursive: true })),
    isReady: async () =>
      (await isHealthy(`http://${local(admin)}/health`)) && isHealthy(`http://${local(ingress)}/restate/health`),
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
  }
  return { spec, ingress: spec.url, admin: `http://${local(admin)}` }
}

/** The program itself, not the package's launcher, so that its process can be measured. */
function program(): string {
  const file = path.join(
    peerFolder,
    'node_modules',
    '@restatedev',
    `restate-server-${platform()}-${arch()}`,
    'bin',
    'restate-server',
  )
  if (!existsSync(file)) throw new Obstacle(`Restate has no server for ${platform()} on ${arch()}: leave out --peer.`)
  return file
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}
