/** An earlier release out of the project's own history, with its dependencies, kept in the user's cache. */
import path from 'node:path'
import { z } from 'zod'
import { readFile } from 'node:fs/promises'
import { cachedState } from '@shop/dev/engines/cached-states.ts'
import { Obstacle } from '@shop/dev/obstacle.ts'
import { output, run } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'

/** What decides on what is stored and on what goes over the wire. */
const formats = [
  'contract/src',
  'events/src/contract',
  'events/src/aggregates',
  'events/src/feed/cursor.ts',
  'events/src/keys.ts',
  'events/src/messaging',
  'events/src/mongo-keys.ts',
  'events/src/outbox',
  'events/src/projections',
  ':(glob)subgraphs/*/*.ts',
  ':(glob)subgraphs/*/src/domain/**',
]

export type Release = {
  readonly commit: string
  /** What a person calls it: the short commit, its day and its subject. */
  readonly title: string
}

/**
 * By a tag, branch or commit; by default the newest release (a tag v*), and where there is none the commit before the last one that
 * touched what is stored or on the wire. Throws an Obstacle where there is none.
 */
export async function earlierRelease(ref: string | undefined): Promise<Release> {
  const commit = await (ref === undefined ? defaultCommit() : commitOf(ref))
  return { commit, title: await git('log', '-1', '--format=%h of %cs: %s', commit) }
}

async function defaultCommit(): Promise<string> {
  const tag = await git('describe', '--tags', '--abbrev=0', '--match', 'v*').catch(() => undefined)
  if (tag !== undefined) return commitOf(tag)
  const touched = await git('log', '-1', '--format=%H', '--', ...formats).catch(noHistory)
  return commitOf(`${touched}^`)
}

function commitOf(ref: string): Promise<string> {
  return git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`).catch(() => noHistory(ref))
}

function noHistory(ref: unknown): never {
  const named = typeof ref === 'string' ? ` ${ref}` : ''
  throw new Obstacle(`--from: the git history of ${projectRoot} has no commit${named}. Name a tag or a commit of it.`)
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
