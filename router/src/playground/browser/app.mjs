/** The playground in the browser: GraphiQL with the tabs and the token that the page brings. */
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { GraphiQL } from 'graphiql'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import 'graphiql/style.css'
import './app.css'

const settings = JSON.parse(document.getElementById('settings').textContent)
const headers = settings.headers === null ? null : JSON.stringify(settings.headers, null, 2)

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => {
    const name = label === 'json' || label === 'graphql' ? label : 'editor'
    return new Worker(new URL(`./${name}.worker.js`, import.meta.url), { type: 'module' })
  },
}

const subscriptionUrl = new URL(settings.endpoint, location.href)
subscriptionUrl.protocol = subscriptionUrl.protocol === 'https:' ? 'wss:' : 'ws:'

/**
 * GraphiQL would bring tabs back without their headers, and the first one without its variables. So tabs are kept here,
 * and each visit begins with them and the page's fresh token; the rest (theme, history) GraphiQL keeps itself.
 */
const TABS = `playground:${settings.storage}`
const EDITORS = ['tabState', 'query', 'variables', 'headers'].map((name) => `graphiql:${name}`)

const storage = {
  get length() {
    return localStorage.length
  },
  getItem: (key) => (EDITORS.includes(key) ? null : localStorage.getItem(key)),
  setItem: (key, value) => EDITORS.includes(key) || localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
}

function savedTabs() {
  try {
    return JSON.parse(localStorage.getItem(TABS)) ?? settings.tabs
  } catch {
    return settings.tabs
  }
}

const tabs = savedTabs().map(({ query, variables }) => ({ query, variables, headers }))

const home = createElement(GraphiQL.Logo, {}, createElement('a', { href: '/', className: 'home' }, location.host))

const app = createElement(
  GraphiQL,
  {
    fetcher: createGraphiQLFetcher({ url: settings.endpoint, subscriptionUrl: subscriptionUrl.href }),
    ...(tabs.length > 0 && { defaultTabs: tabs, initialVariables: tabs[0].variables ?? '' }),
    ...(headers && { defaultHeaders: headers, defaultEditorToolsVisibility: 'headers' }),
    inputValueDeprecation: true,
    schemaDescription: true,
    onTabChange: (state) =>
      localStorage.setItem(TABS, JSON.stringify(state.tabs.map(({ query, variables }) => ({ query, variables })))),
    storage,
  },
  settings.pages ? home : null,
)
createRoot(document.getElementById('playground')).render(app)
