/** Dashboards as Grafana reads them. */
import type { Dashboard, Panel } from './dashboards/panel.ts'

const columns = 24
const panelSize = { w: 8, h: 8 }
const datasource = { type: 'prometheus', uid: '${datasource}' }

/** https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function grafanaDashboard({ name, title, panels }: Dashboard): object {
  return {
    uid: `shop-${name}`,
    title,
    tags: ['shop'],
    schemaVersion: 39,
    version: 1,
    editable: false,
    refresh: '15s',
    time: { from: 'now-1h', to: 'now' },
    links: [{ type: 'dashboards', tags: ['shop'], title: 'Shop', asDropdown: true, keepTime: true, includeVars: true }],
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }] },
    panels: panels.map(grafanaPanel),
  }
}

function grafanaPanel({ title, description, unit, shows }: Panel, index: number): object {
  const inRow = columns / panelSize.w
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    description,
    gridPos: { ...panelSize, x: (index % inRow) * panelSize.w, y: Math.floor(index / inRow) * panelSize.h },
    datasource,
    fieldConfig: { defaults: { unit, min: 0, custom: { lineWidth: 1, fillOpacity: 10 } }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: Object.entries(shows).map(([legendFormat, expr], at) => ({
      ...{ refId: String.fromCharCode(65 + at), datasource, expr, legendFormat },
    })),
  }
}

/** Where Grafana is to find them, and Prometheus. */
export const provisioning = {
  datasources: {
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        type: 'prometheus',
        uid: 'prometheus',
        access: 'proxy',
        url: 'http://prometheus:9090',
        isDefault: true,
      },
    ],
  },
  dashboards: {
    apiVersion: 1,
    providers: [
      {
        name: 'shop',
        folder: 'Shop',
        type: 'file',
        allowUiUpdates: false,
        options: { path: '/var/lib/grafana/dashboards' },
      },
    ],
  },
} as const
