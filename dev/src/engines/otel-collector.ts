/** An OpenTelemetry collector, compiled from deploy/engines/otel-collector. */
import path from 'node:path'
import type { ProgressStep } from '../progress.ts'
import { projectRoot } from '../project.ts'
import { cached } from './cache.ts'
import { compileSources } from './go.ts'

const version = '0.165.0'
const core = 'go.opentelemetry.io/collector'

/** A release of the collector gives its stable modules a version of their own. */
const modules = [
  ...['component', 'confmap', 'confmap/provider/fileprovider', 'exporter', 'processor', 'receiver'].map(
    (name) => `${core}/${name}@v1.71.0`,
  ),
  ...[
    'exporter/debugexporter',
    'exporter/otlpexporter',
    'otelcol',
    'processor/batchprocessor',
    'receiver/otlpreceiver',
    'service/telemetry/otelconftelemetry',
  ].map((name) => `${core}/${name}@v${version}`),
  'github.com/open-telemetry/opentelemetry-collector-contrib/exporter/prometheusexporter@v0.165.1',
]

/** A folder with the program in it. */
export function getOtelCollector(step: ProgressStep): Promise<string> {
  const sources = path.join(projectRoot, 'deploy', 'engines', 'otel-collector')
  return cached(`otel-collector-${version}`, (folder) => compileSources(sources, modules, 1_000, folder, step))
}
