import type { Runtime } from '@shop/platform/runtime.ts'
import type { RouterConfig } from '../config.ts'
import type { Engine } from '../engine.ts'
import type { SignToken } from '../http/dev-login.ts'
import { readAccept } from '../http/media-type.ts'
import type { Route } from '../http/routes.ts'
import { json } from '../http/routes.ts'

export type Playground = {
  /** The page, for browsers; what others ask is for `other`. */
  readonly orElse: (other: Route) => Route
  readonly files: Route
}

export function playgroundRoutes(
  _runtime: Runtime<RouterConfig>,
  _engine: Engine,
  _sign: SignToken | undefined,
): Playground {
  const page: Route = (_request, response) => json(response, 200, {})
  return {
    orElse: (other) => (request, response, search) =>
      readAccept(request.headers.accept).html ? page(request, response, search) : other(request, response, search),
    files: page,
  }
}
