import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/** The first executable file of this name on PATH. */
export function findOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

/** Whether a program is there to be run: a path, or a name to be found on PATH. */
export function isProgram(file: string): boolean {
  return file.includes(path.sep) ? isExecutable(file) : findOnPath(file) !== undefined
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
