/** The peer's own processes, as parts. */
import { connect } from 'node:net'
import path from 'node:path'
import { freePort } from '@shop/dev/ports.ts'
import type { Part } from '@shop/dev/supervisor/part.ts'
import { peerFolder } from './install.ts'

const names = ['order', 'product', 'account', 'delivery', 'mypage']

/** workflow: one process does all; objects1: services and virtual objects, in one process; objects5: in one process each, as the shop has them. */
export const peerShapes = ['workflow', 'objects1', 'objects5'] as const
export type PeerShape = (typeof peerShapes)[number]

export async function peerServices(shape: PeerShape, env: Readonly<Record<string, string>>): Promise<Part[]> {
  if (shape === 'workflow') return [await servicePart('workflow', ['workflow'], env)]
  if (shape === 'objects1') return [await servicePart('services', ['objects', ...names], env)]
  return Promise.all(names.map((name) => servicePart(`${name} service`, ['objects', name], env)))
}

async function servicePart(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Part> {
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
