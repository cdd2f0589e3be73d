import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ConfigError } from '@shop/platform/config.ts'

/** One file in memory, also as it was compressed when it was built. */
export type PageFile = {
  readonly type: string
  readonly etag: string
  /** Its name changes with its content, so a cached copy needs no revalidation. */
  readonly immutable: boolean
  readonly bodies: Readonly<Partial<Record<Encoding, Buffer>>> & { readonly identity: Buffer }
}
export type Encoding = 'identity' | 'br' | 'gzip'

export const INDEX = '/index.html'

/** Bundlers put there what they name by its content. */
const NAMED_BY_CONTENT = '/assets/'
const COMPRESSED = { br: '.br', gzip: '.gz' } as const

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * Every file below `folder` by its path ("/assets/app-x1.js"), read once: nothing else can be requested, and a folder that is
 * built anew meanwhile does no harm. Files of types that pages have no use for are left out. Throws a ConfigError where there is no page.
 */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  const files = names.flatMap((name) => {
    const type = TYPES[path.extname(name)]
    return type === undefined ? [] : [[`/${name.replaceAll(path.sep, '/')}`, read(folder, name, type)] as const]
  })
  const found = new Map(files)
  if (!found.has(INDEX))
    throw new ConfigError([`PAGES: is ${JSON.stringify(folder)}; expected a folder with an index.html`])
  return found
}

function read(folder: string, name: string, type: string): PageFile {
  const file = path.join(folder, name)
  const identity = readFileSync(file)
  return {
    type,
    etag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
    immutable: `/${name}`.startsWith(NAMED_BY_CONTENT),
    bodies: {
      identity,
      ...Object.fromEntries(
        Object.entries(COMPRESSED)
          .filter(([, ending]) => existsSync(file + ending))
          .map(([encoding, ending]) => [encoding, readFileSync(file + ending)]),
      ),
    },
  }
}
