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
