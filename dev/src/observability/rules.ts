/** Prometheus' rule files, and the tests that promtool runs over them. */
import { type Alert, alerts, type AlertCondition, type TestSeries } from './alerts.ts'
import { recordings } from './recording.ts'

type RuleFile = { readonly groups: readonly { readonly name: string; readonly rules: readonly object[] }[] }

/** An alert's name as its runbook's heading and anchor: "saga-stuck". */
export function runbookOf({ name }: Alert): string {
  return name.replaceAll(/(?<!^)(?=[A-Z])/g, '-').toLowerCase()
}

function exprOf(when: readonly AlertCondition[]): string {
  return when.map(({ value, is, than }) => `${value} ${is} ${than}`).join(' and ')
}

export const recordingFile: RuleFile = { groups: [{ name: 'shop-shares', rules: recordings }] }

/** `second`: how long a second of the alerts' `for` is; tests that fire them for real have no minutes. */
export function alertFile(second = 1): RuleFile {
  const rules = alerts.map((alert) => ({
    alert: alert.name,
    expr: exprOf(alert.when),
    for: `${Math.round(alert.forMinutes * 60 * second)}s`,
    labels: { severity: alert.severity },
    annotations: annotationsOf(alert),
  }))
  return { groups: [{ name: 'shop-alerts', rules }] }
}

/** For the Prometheus operator. */
export function prometheusRule(): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'membership-shop' },
    spec: { groups: [...recordingFile.groups, ...alertFile().groups] },
  }
}

function annotationsOf(alert: Alert): Readonly<Record<'summary' | 'description' | 'runbook_url', string>> {
  const { summary, description } = alert
  return { summary, description, runbook_url: `docs/runbooks.md#${runbookOf(alert)}` }
}

/**
 * Each alert fires where it should, once its time is over, and does not where it should not. In two files, since those that look back for
 * hours are evaluated less often: within the five minutes for which a recorded value stands, whichever group comes first.
 */
export function testFiles(ruleFiles: readonly string[]): Readonly<Record<'short' | 'long', object>> {
  const [long, short] = [alerts.filter(isLong), alerts.filter((alert) => !isLong(alert))]
  const file = (of: readonly Alert[], every: string): object => ({
    rule_files: ruleFiles,
    evaluation_interval: every,
    tests: of.flatMap(testsOf),
  })
  return { short: file(short, '1m'), long: file(long, '4m') }
}

function testsOf(alert: Alert): readonly object[] {
  const { fires, quiet, name: alertname } = alert
  const at = (series: TestSeries, firing: readonly object[], what: string): object => ({
    name: `${alertname} ${what}`,
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [{ eval_time: `${lengthOf(series)}m`, alertname, exp_alerts: firing }],
  })
  const expected = { exp_labels: { severity: alert.severity, ...fires.labels }, exp_annotations: expanded(alert) }
  return [at(fires.series, [expected], 'fires'), at(quiet, [], 'does not fire')]
}

function isLong({ fires }: Alert): boolean {
  return lengthOf(fires.series) > 240
}

/** Minutes from a test's first values to its last. */
function lengthOf(series: TestSeries): number {
  const samples = (values: string): number =>
    values.split(' ').reduce((sum, entry) => sum + 1 + Number(/x(\d+)$/.exec(entry)?.[1] ?? 0), 0)
  return Math.min(...Object.values(series).map(samples)) - 1
}

function expanded(alert: Alert): object {
  const fill = (text: string): string =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => alert.fires.labels[label] ?? '')
  return Object.fromEntries(Object.entries(annotationsOf(alert)).map(([name, text]) => [name, fill(text)]))
}
