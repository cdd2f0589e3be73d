import type { ServiceName } from '../shop/topology.ts'

export type ScrapeTarget = { readonly job: ServiceName; readonly address: string }

/** A job for each service, named like it: alerts say by it which one is down. */
export function prometheusConfig(
  targets: readonly ScrapeTarget[],
  ruleFiles: readonly string[],
  every: string,
): object {
  const jobs = Map.groupBy(targets, ({ job }) => job)
  return {
    global: { scrape_interval: every, evaluation_interval: every },
    rule_files: ruleFiles,
    scrape_configs: [...jobs].map(([job, of]) => ({
      job_name: job,
      static_configs: [{ targets: of.map(({ address }) => address) }],
    })),
  }
}

/** Where every process pushes its metrics to a collector: they have their own labels `job` and `instance` there. */
export function collectedPrometheusConfig(collector: string, ruleFiles: readonly string[], every: string): object {
  return {
    global: { scrape_interval: every, evaluation_interval: every },
    rule_files: ruleFiles,
    scrape_configs: [{ job_name: 'otel-collector', honor_labels: true, static_configs: [{ targets: [collector] }] }],
  }
}
