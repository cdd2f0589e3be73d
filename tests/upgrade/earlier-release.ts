/** An earlier release out of the project's own history, with its dependencies, kept in the user's cache. */
import path from 'node:path'
import { z } from 'zod'
import { readFile } from 'node:fs/promises'
import { cachedState } from '@shop/dev/engines/cached-states.ts'
import { Obstacle } from '@shop/dev/obstacle.ts'
import { output, run } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'

export type Release = {
  readonly commit: string
  /** What a person calls it: the short commit, its day and its subject. */
  readonly title: string
}

/**
 * By a tag, branch or commit; by default the newest release: a tag v*. Throws an Obstacle where there is none: a commit of yesterday and
 * this one are nearly the same, and an upgrade from the one to the other would show little.
 */
export async function earlierRelease(ref: string | undefined): Promise<Release> {
  const commit = await (ref === undefined ? defaultCommit() : commitOf(ref))
  return { commit, title: await git('log', '-1', '--format=%h of %cs: %s', commit) }
}

async function defaultCommit(): Promise<string> {
  const tag = await git('describe', '--tags', '--abbrev=0', '--match', 'v*').catch(() => undefined)
  if (tag !== undefined) return commitOf(tag)
  throw new Obstacle(
    `--from: the git history of ${projectRoot} has no release (a tag v*). Name the tag, branch or commit to come from, as old as what runs somewhere.`,
  )
}

function commitOf(ref: string): Promise<string> {
  return git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`).catch(() => noHistory(ref))
}

function noHistory(ref: string): never {
  throw new Obstacle(`--from: the git history of ${projectRoot} has no commit ${ref}. Name a tag or a commit of it.`)
}

function git(...args: readonly string[]): Promise<string> {
  return output({ file: 'git', args: ['-C', projectRoot, ...args] })
}

const Manifest = z.object({ packageManager: z.string() })

/** The folder of its sources and dependencies: installed the first time, which takes half a minute. */
export function installed({ commit }: Release): Promise<string> {
  return cachedState({ kind: 'release', maxUnused: 2 }, commit, async (folder) => {
    const archive = path.join(folder, 'release.tar')
    await git('archive', '--output', archive, commit)
    await run({ file: 'tar', args: ['-xf', archive, '-C', folder] })
    const { packageManager } = Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')))
    await run({
      file: 'npx',
      args: ['--yes', packageManager, 'install', '--frozen-lockfile', '--prefer-offline', '--prod=false'],
      cwd: folder,
      env: { NODE_ENV: 'development', CI: 'true' },
    })
  })
}
