/** A copy of the sources to break things in, with the original's packages. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'

const packagesStore = path.join('node_modules', '.pnpm')
const leftOut = new Set(['.git', '.data', packagesStore, 'bench'])

export class SourceCopy {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async copy(): Promise<SourceCopy> {
    const root = await mkdtemp(path.join(tmpdir(), 'mutants-'))
    const filter = (source: string) => !leftOut.has(path.relative(projectRoot, source))
    await cp(projectRoot, root, { recursive: true, verbatimSymlinks: true, filter })
    await symlink(path.join(projectRoot, packagesStore), path.join(root, packagesStore))
    return new SourceCopy(root)
  }

  /** Makes one edit; answers how to undo it. Throws where the text does not occur exactly once. */
  async change(file: string, find: string, replace: string): Promise<() => Promise<void>> {
    const target = path.join(this.root, file)
    const text = await readFile(target, 'utf8')
    const places = text.split(find).length - 1
    if (places !== 1) throw new Error(`${file}: ${JSON.stringify(find)} stands there ${places} times, not once`)
    await writeFile(
      target,
      text.replace(find, () => replace),
    )
    return () => writeFile(target, text)
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true })
  }
}
