/** What the playground keeps in the browser: tabs, history and looks, never a header, which may be a token. */
import type { TabLogin, Tab } from '../tabs.ts'

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'length' | 'key'>

/** GraphiQL keeps these beside the tabs as well, and reads them as if they were a tab of their own. */
const UNUSED = ['query', 'variables', 'headers', 'shouldPersistHeaders'].map((name) => `graphiql:${name}`)
const TABS = 'graphiql:tabState'

/** Under names of their own for each folder of tabs; what is kept under other names is of an earlier one, and goes. */
export function createStorage(folder: string, tabs: readonly Tab[], store: Store = localStorage) {
  const prefix = `playground:${folder}:`
  for (const key of keysOf(store))
    if (/^(playground|graphiql):/.test(key) && !key.startsWith(prefix)) store.removeItem(key)
  const names = new Map(tabs.map(({ id, name }) => [id, name]))
  const getItem = (key: string): string | null => {
    if (UNUSED.includes(key)) return null
    const kept = store.getItem(prefix + key)
    if (key !== TABS) return kept
    return kept === null ? (tabs.length > 0 ? firstTabs(tabs) : null) : withNames(kept, names)
  }
  return {
    get length() {
      return keysOf(store).length
    },
    getItem,
    setItem: (key: string, value: string): void => {
      if (!UNUSED.includes(key)) store.setItem(prefix + key, withoutHeaders(value))
    },
    removeItem: (key: string): void => store.removeItem(prefix + key),
    clear: (): void => {
      for (const key of keysOf(store)) if (key.startsWith(prefix)) store.removeItem(key)
    },
  }
}

/** GraphiQL’s stored state for a browser that opens the page for the first time. */
export function firstTabs(tabs: readonly Tab[]): string {
  const state = tabs.map(({ id, name, query, variables }) => {
    return { id, title: name, query, variables, hash: null, headers: null, operationName: null, response: null }
  })
  return JSON.stringify({ tabs: state, activeTabIndex: 0 })
}

/** The tab that is open at first, which GraphiQL has to be given once more. */
export function openTab(state: string | null): { query: string | null; variables: string | null } | undefined {
  try {
    const { tabs, activeTabIndex } = JSON.parse(state ?? '')
    return tabs[activeTabIndex]
  } catch {
    return undefined
  }
}

/** The user of each tab. */
export function chosenLogins(folder: string, store: Store = localStorage) {
  const key = `playground:${folder}:logins`
  const read = (): Record<string, TabLogin | null> => {
    try {
      return JSON.parse(store.getItem(key) ?? '{}')
    } catch {
      return {}
    }
  }
  return {
    of: (tab: string): TabLogin | null | undefined => read()[tab],
    set: (tab: string, login: TabLogin | null): void => store.setItem(key, JSON.stringify({ ...read(), [tab]: login })),
  }
}

/** GraphiQL names a tab by the operation that ran last. */
function withNames(state: string, names: ReadonlyMap<string, string>): string {
  try {
    const { tabs, ...rest } = JSON.parse(state)
    const named = tabs.map((tab: { id: string; title: string }) => ({ ...tab, title: names.get(tab.id) ?? tab.title }))
    return JSON.stringify({ ...rest, tabs: named })
  } catch {
    return state
  }
}

function withoutHeaders(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value, (key, member) => (key === 'headers' ? null : member)))
  } catch {
    return value
  }
}

function keysOf(store: Store): readonly string[] {
  return Array.from({ length: store.length }, (_none, index) => store.key(index) ?? '')
}
