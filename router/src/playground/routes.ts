import { createReadStream } from 'node:fs'
import path from 'node:path'
import type { Log } from '@shop/platform/log.ts'
import { readAccept } from '../http/media-type.ts'
import type { Route } from '../http/routes.ts'
import { json } from '../http/routes.ts'
import type { Bundle } from './bundle.ts'
import { bundlePlayground } from './bundle.ts'
import { PAGE_HEADERS, playgroundPage } from './page.ts'
import type { TabLogin, PlaygroundFolder } from './tabs.ts'

export type PlaygroundOptions = {
  readonly endpoint: string
  readonly log: Log
  /** Read anew for each visit. */
  readonly folder: () => Promise<PlaygroundFolder>
  /** The user whose token a tab sends at first; undefined where no token can be made here. */
  readonly login: (() => TabLogin) | undefined
  /** Whether other pages are served here, to which there is then a link. */
  readonly pages?: boolean
  readonly bundle?: () => Promise<Bundle>
}

export type Playground = {
  /** The page, for browsers; other requests go to `other`. */
  readonly orElse: (other: Route) => Route
  readonly files: Route
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}

/** The routes of the page and its files, and the tabs from `folder`. The bundle is built when it is first requested. */
export function playgroundRoutes({
  endpoint,
  log,
  folder,
  login,
  pages = false,
  bundle = bundlePlayground,
}: PlaygroundOptions): Playground {
  let bundled: Promise<Bundle> | undefined
  const files = () => (bundled ??= bundle().catch(forget))
  const forget = (err: unknown): never => {
    bundled = undefined
    log.error({ err }, 'the playground could not be put together')
    throw err
  }

  const page: Route = async (_request, response) => {
    try {
      void files().catch(() => undefined) // begins while the browser reads the page
      const { logins, ...rest } = await folder()
      const all = login ? [login(), ...logins] : []
      const html = playgroundPage({ files: '/playground', endpoint, ...rest, logins: all, pages })
      response.writeHead(200, PAGE_HEADERS)
      response.end(html)
    } catch (err) {
      log.error({ err }, 'the playground page could not be made')
      json(response, 500, { errors: [{ message: 'The playground could not be made; the log says why.' }] })
    }
  }
  const file: Route = async (request, response) => {
    const name = path.posix.basename(request.url ?? '').replace(/\?.*$/, '')
    const found = await files().catch(() => undefined)
    const type = TYPES[path.extname(name)]
    if (!found?.files.has(name) || !type) return json(response, 404, { errors: [{ message: 'No such file.' }] })
    const etag = `"${found.version}"`
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end()
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'no-cache',
      etag,
      'x-content-type-options': 'nosniff',
    })
    createReadStream(path.join(found.folder, name)).pipe(response)
  }
  return {
    orElse: (other) => (request, response, search) =>
      readAccept(request.headers.accept).html ? page(request, response, search) : other(request, response, search),
    files: file,
  }
}

/** One user; without roles, with all that `allRoles` names. */
export function visitorLogin(login: string, allRoles: () => readonly string[]): () => TabLogin {
  const [user = '', roles] = login.split(':')
  return () => ({ user, roles: roles === undefined ? allRoles() : roles.split(',').filter(Boolean) })
}
