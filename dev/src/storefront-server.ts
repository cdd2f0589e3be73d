/** Vite's development server: the storefront from its sources, with each change at once, in front of a shop that runs. */
import path from 'node:path'
import { Child } from './process/child.ts'
import { storefrontFolder } from './storefront-build.ts'

export type StorefrontServerOptions = {
  /** The shop's address. */
  readonly shop: string
  /** Default: the next free one from 5173 on. */
  readonly port?: number
  readonly folder?: string
  readonly print: (line: string) => void
}

/** Stopped by whoever starts it. */
export function startStorefrontServer(options: StorefrontServerOptions): Promise<Child> {
  const { shop, port, folder = storefrontFolder, print } = options
  const vite = path.join(folder, 'node_modules', 'vite', 'bin', 'vite.js')
  const chosen = port === undefined ? [] : ['--port', String(port), '--strictPort']
  return Child.spawn(
    {
      file: process.execPath,
      args: [vite, '--clearScreen', 'false', ...chosen],
      cwd: folder,
      env: { SHOP_URL: shop, NODE_ENV: 'development' },
    },
    print,
  )
}
