/** All that stands in deploy/observability, and the rules as the Prometheus operator takes them. */
import path from 'node:path'
import { stringify } from 'yaml'
import { domains } from '@shop/contract/domains.ts'
import { dashboards } from './dashboards.ts'
import { grafanaDashboard, provisioning } from './grafana.ts'
import { collectedPrometheusConfig, prometheusConfig } from './prometheus-config.ts'
import { alertFile, prometheusRule, recordingFile, testFiles } from './rules.ts'

const ruleFiles = ['recording.yml', 'alerts.yml']

/** METRICS_PORT of the router wherever it is deployed. */
const routerMetricsPort = 9464

/** Where the collector has the metrics that were pushed to it: deploy/compose/otel-collector.yml. */
const collectorMetrics = 'otel-collector:8889'

/** By file. */
export function observabilityFiles(): ReadonlyMap<string, string> {
  const targets = [
    ...domains.map(({ name, port }) => ({ job: name, address: `${name}:${port}` })),
    { job: 'router', address: `router:${routerMetricsPort}` } as const,
  ]
  const tests = testFiles(ruleFiles)
  const files: readonly (readonly [string, string])[] = [
    ['prometheus/prometheus.yml', yaml(prometheusConfig(targets, ruleFiles, '15s'))],
    ['prometheus/otlp.yml', yaml(collectedPrometheusConfig(collectorMetrics, ruleFiles, '15s'))],
    ['prometheus/recording.yml', yaml(recordingFile)],
    ['prometheus/alerts.yml', yaml(alertFile())],
    ['prometheus/tests.yml', yaml(tests.short)],
    ['prometheus/budget-tests.yml', yaml(tests.long)],
    ['grafana/provisioning/datasources/prometheus.yml', yaml(provisioning.datasources)],
    ['grafana/provisioning/dashboards/shop.yml', yaml(provisioning.dashboards)],
    ...dashboards.map(
      (dashboard) =>
        [
          `grafana/dashboards/${dashboard.name}.json`,
          `${JSON.stringify(grafanaDashboard(dashboard), null, 2)}\n`,
        ] as const,
    ),
  ]
  const operator = path.join('k8s', 'components', 'monitoring', 'rules.yaml')
  return new Map([
    ...files.map(([name, text]) => [path.join('deploy', 'observability', name), text] as const),
    [operator, yaml(prometheusRule())],
  ])
}

function yaml(value: object): string {
  return `# Generated from dev/src/observability by \`npm run generate\`: change that, not this.\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })}`
}
