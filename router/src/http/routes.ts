import type { IncomingMessage, ServerResponse } from 'node:http'
import { originForm } from '@shop/platform/upgrades.ts'

/** What answers at one path. Must not reject. */
export type Route = (request: IncomingMessage, response: ServerResponse, search: string) => void | Promise<void>

/** By path, then by method; a path that ends in "/*" takes what is below it, and "*" whatever nothing else takes. */
export type Routes = ReadonlyMap<string, Readonly<Partial<Record<string, Route>>>>

/** Calls the route of the request’s path and method; 404 and 405 where there is none. */
export function dispatch(routes: Routes, request: IncomingMessage, response: ServerResponse): void | Promise<void> {
  const { method = 'GET' } = request
  const url = originForm(request.url)
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const methods = routes.get(path) ?? routes.get(`${path.slice(0, path.indexOf('/', 1))}/*`) ?? routes.get('*')
  if (!methods) return json(response, 404, { errors: [{ message: `Nothing is here; GraphQL is at /graphql.` }] })
  const route = methods[method] ?? (method === 'HEAD' ? methods['GET'] : undefined)
  if (route) return route(request, response, at < 0 ? '' : url.slice(at))
  response.setHeader('allow', Object.keys(methods).join(', '))
  return json(response, 405, {
    errors: [{ message: `${method} is not answered here.`, extensions: { code: 'BAD_REQUEST' } }],
  })
}

/** Answers with JSON that must not be cached. */
export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
