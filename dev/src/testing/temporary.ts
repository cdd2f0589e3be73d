import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Does something with a folder that is there only meanwhile. */
export async function withTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shop test ')) // with spaces: paths must stand that
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Does something with a cache folder of its own. */
export function withCache(work: () => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const before = process.env.XDG_CACHE_HOME
    process.env.XDG_CACHE_HOME = folder
    try {
      await work()
    } finally {
      if (before === undefined) delete process.env.XDG_CACHE_HOME
      else process.env.XDG_CACHE_HOME = before
    }
  })
}
