/** The peer's own processes, as the supervisor starts them. */
import { connect } from 'node:net'
import path from 'node:path'
import { freePort } from '@shop/dev/ports.ts'
import type { ProcessSpec } from '@shop/dev/supervisor/process-spec.ts'
import { peerFolder } from './install.ts'

const names = ['order', 'product', 'account', 'delivery', 'mypage']

/** workflow: one process does all; objects1: services and virtual objects, in one process; objects5: in one process each, as the shop has them. */
export const peerShapes = ['workflow', 'objects1', 'objects5'] as const
export type PeerShape = (typeof peerShapes)[number]

export async function peerServices(shape: PeerShape, env: Readonly<Record<string, string>>): Promise<ProcessSpec[]> {
  if (shape === 'workflow') return [await peerProcess('workflow', ['workflow'], env)]
  if (shape === 'objects1') return [await peerProcess('services', ['objects', ...names], env)]
  return Promise.all(names.map((name) => peerProcess(`${name} service`, ['objects', name], env)))
}

async function peerProcess(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProcessSpec> {
  const port = await freePort()
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    after: ['mongo', 'restate'],
    command: {
      file: process.execPath,
      args: [path.join(peerFolder, 'src', 'serve.ts'), String(port), ...args],
      cwd: peerFolder,
      env: { ...env, NODE_ENV: 'production' },
    },
    isReady: () => accepts(port),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.once('connect', () => socket.end())
  })
}
