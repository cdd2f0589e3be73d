import { otlpTracer } from './otlp-tracer.ts'
import type { Runtime } from './runtime.ts'
import { noTracer, type Tracer } from './tracer.ts'

/** The process's tracer, as its settings say; owned by the runtime's shutdown. */
export async function openTracer({
  name,
  config,
  shutdown,
}: Pick<Runtime, 'name' | 'shutdown'> & Traced): Promise<Tracer> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: serviceName = name } = config
  if (endpoint === undefined) return noTracer
  const sampling = { sampler: config.OTEL_TRACES_SAMPLER, ratio: config.OTEL_TRACES_SAMPLER_ARG }
  const tracer = await otlpTracer({ endpoint, serviceName, ...sampling })
  await shutdown.own('tracing', () => tracer.close())
  return tracer
}

type Traced = {
  readonly config: Pick<
    Runtime['config'],
    'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_SERVICE_NAME' | 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'
  >
}
