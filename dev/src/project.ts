/** Where the project lies: the folder with pnpm-workspace.yaml. */
import path from 'node:path'

export const projectRoot = path.resolve(import.meta.dirname, '..', '..')
