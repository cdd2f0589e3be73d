import { ConfigError } from '@shop/platform/config.ts'
import type { RouterConfig } from './config.ts'
import { CompiledExecutor } from './execution/compiled-executor.ts'
import type { GatewayExecutor } from './gateway/executor.ts'
import type { CreateExecutor } from './supergraph/generation.ts'

/** What runs operations, as EXECUTOR says. Only what is chosen is loaded. */
export async function chosenExecutor({ EXECUTOR }: Pick<RouterConfig, 'EXECUTOR'>): Promise<CreateExecutor> {
  if (EXECUTOR === 'apollo-gateway') return gatewayExecutor()
  return (supergraph, upstreams, planning) => new CompiledExecutor(supergraph, upstreams, planning)
}

type GatewayModule = { readonly GatewayExecutor: typeof GatewayExecutor }

/** @param load tests have a package that is not installed */
export async function gatewayExecutor(
  load: () => Promise<GatewayModule> = () => import('./gateway/executor.ts'),
): Promise<CreateExecutor> {
  const gateway = await load().catch((error: unknown) => {
    if (!isMissing(error)) throw error
    throw new ConfigError([
      'EXECUTOR: apollo-gateway needs the package @apollo/gateway, which is not installed: npm install @apollo/gateway',
    ])
  })
  return async (supergraph, upstreams, planning) => {
    await planning.close() // it has read the supergraph; Apollo's planner plans here
    return new gateway.GatewayExecutor(supergraph, upstreams)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}
