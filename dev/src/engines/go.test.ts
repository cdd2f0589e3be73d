import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { silent } from '../progress.ts'
import { withTemporaryFolder } from '../testing/temporary.ts'
import { compile } from './go.ts'

const source = {
  ...{ module: 'example.org/server/v2', version: 'v2.1.0', command: 'cmd/server', program: 'server', packages: 1 },
  sum: 'h1:meant=',
}

/** A Go whose proxy has a module with that sum, and which compiles anything. */
async function compileWith(sum: string, folder: string): Promise<void> {
  const go = path.join(folder, 'go')
  const script = `#!/bin/sh
    case "$1" in
      env) echo go1.26.0 ;;
      mod) [ "$4" = example.org/server/v2@v2.1.0 ] && printf 'go: downloading\\n{\\n"Sum": "${sum}"\\n}\\n' ;;
      install) echo "$3" > "$GOBIN/server" ;;
    esac`
  await writeFile(go, script)
  await chmod(go, 0o755)
  const before = process.env.PATH
  process.env.PATH = `${folder}${path.delimiter}${before}`
  try {
    await compile(source, folder, silent)
  } finally {
    process.env.PATH = before
  }
}

test('a module that is the one meant is compiled', () =>
  withTemporaryFolder(async (folder) => {
    await compileWith('h1:meant=', folder)
    expect(existsSync(path.join(folder, 'server'))).toBe(true)
  }))

test('another one under its name and version is not', () =>
  withTemporaryFolder(async (folder) => {
    await expect(compileWith('h1:other=', folder)).rejects.toThrow(
      'example.org/server/v2@v2.1.0 is not the one that is meant: h1:other=, expected h1:meant=.',
    )
    expect(existsSync(path.join(folder, 'server'))).toBe(false)
  }))
