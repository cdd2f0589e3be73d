/** The playground in the browser: GraphiQL with the folder's tabs, a login for each, and streams that go on. */
import { createRoot } from 'react-dom/client'
import { useEffect, useRef, useState } from 'react'
import { GraphiQL } from 'graphiql'
import { useGraphiQL } from '@graphiql/react'
import type { GraphQLSchema } from 'graphql'
import 'graphiql/style.css'
import './app.css'
import { carried, withCarried } from './carry.ts'
import { createFetcher } from './fetcher.ts'
import { LoginChoice } from './login-choice.tsx'
import { useObservable, Observable } from './observable.ts'
import { Panes } from './panes.tsx'
import { settings } from './settings.ts'
import { chosenLogins, createStorage, openTab } from './storage.ts'
import { OpenStreams } from './streams.ts'
import { Tokens } from './tokens.ts'
import type { TabLogin } from '../tabs.ts'

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) => {
      const name = label === 'json' || label === 'graphql' ? label : 'editor'
      return new Worker(new URL(`./${name}.worker.js`, import.meta.url), { type: 'module' })
    },
  },
})

const subscriptionUrl = new URL(settings.endpoint, location.href)
subscriptionUrl.protocol = subscriptionUrl.protocol === 'https:' ? 'wss:' : 'ws:'

type TabState = { readonly id: string; title: string; readonly query: string | null }
type TabsState = { readonly tabs: readonly TabState[]; readonly activeTabIndex: number }

const storage = createStorage(settings.storage, settings.tabs)
const logins = chosenLogins(settings.storage)
const names = new Map(settings.tabs.map(({ id, name }) => [id, name]))
const tokens = new Tokens()
let schema: GraphQLSchema | null | undefined
const streams = new OpenStreams({ url: subscriptionUrl.href, tokens, schema: () => schema })

function loginOf(tab: string): TabLogin | undefined {
  const chosen = logins.of(tab)
  return chosen === undefined ? settings.logins[0] : (chosen ?? undefined)
}

/** GraphiQL names a tab by the operation that ran last; the folder's tabs keep their names. */
function keepNames({ tabs }: TabsState): void {
  for (const tab of tabs) tab.title = names.get(tab.id) ?? tab.title
}

const current = new Observable<{ readonly id: string; readonly title: string }>({ id: '', title: '' })
const fetcher = createFetcher({
  tokens,
  streams,
  openTab: () => ({ ...current.value, login: loginOf(current.value.id) }),
})

/** Beside GraphiQL, with a view of its state. */
function Companion() {
  const { tab, variableEditor, queryEditor, responseEditor } = useGraphiQL((state) => ({
    tab: state.tabs[state.activeTabIndex],
    variableEditor: state.variableEditor,
    queryEditor: state.queryEditor,
    responseEditor: state.responseEditor,
  }))
  const id = tab?.id ?? ''
  const title = tab?.title ?? ''
  current.set(current.value.id === id && current.value.title === title ? current.value : { id, title })
  const values = useObservable(carried)
  useEffect(() => {
    const changed = variableEditor && withCarried(variableEditor.getValue(), queryEditor?.getValue() ?? '', values)
    if (changed !== undefined) variableEditor?.setValue(changed)
  }, [id, values, variableEditor, queryEditor])
  const all = useObservable(streams.all)
  const last = all.findLast((each) => each.tab === id)?.events.at(-1)
  const shown = useRef(last)
  useEffect(() => {
    if (last && shown.current !== last) responseEditor?.setValue(JSON.stringify(last.result, null, 2))
    shown.current = last
  }, [id, last, responseEditor])
  return null
}

function Header() {
  const id = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? '')
  const [, setChanges] = useState(0)
  return (
    <span className="header">
      {settings.pages ? (
        <a href="/" className="home">
          {location.host}
        </a>
      ) : null}
      <LoginChoice
        login={loginOf(id)}
        choose={(login) => {
          logins.set(id, login ?? null)
          setChanges((count) => count + 1)
        }}
      />
    </span>
  )
}

const first = openTab(storage.getItem('graphiql:tabState'))

createRoot(document.getElementById('playground') ?? document.body).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    {...(first && { initialQuery: first.query ?? '', initialVariables: first.variables ?? '' })}
    onTabChange={keepNames}
    onSchemaChange={(changed) => (schema = changed)}
    defaultEditorToolsVisibility="variables"
    showPersistHeadersSettings={false}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <Header />
    </GraphiQL.Logo>
    <GraphiQL.Footer>
      <Panes streams={streams} />
    </GraphiQL.Footer>
    <Companion />
  </GraphiQL>,
)
