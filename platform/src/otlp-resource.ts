/** The OTLP resource of this process: the same for spans and metrics. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { version } from './version.ts'

const instance = randomUUID()

/** The resource that traces and metrics are of, by the semantic conventions of OpenTelemetry: the service, and this process of it. */
export function resourceAttributes(serviceName: string): Readonly<Record<string, string | number>> {
  return {
    'service.name': serviceName,
    'service.version': version,
    'service.instance.id': instance,
    'host.name': hostname(),
    'process.pid': process.pid,
  }
}
