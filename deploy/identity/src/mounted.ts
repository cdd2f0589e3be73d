import type { RequestListener } from 'node:http'
import { demoProvider } from './provider.ts'

/** The provider below its issuer's path. */
export function mounted(issuer: string): RequestListener {
  const callback = demoProvider(issuer).callback()
  const { pathname } = new URL(issuer)
  return (request, response) => {
    const url = request.url ?? '/'
    if (!url.startsWith(`${pathname}/`)) return void response.writeHead(404).end()
    Object.assign(request, { originalUrl: url, url: url.slice(pathname.length) })
    return void callback(request, response)
  }
}
