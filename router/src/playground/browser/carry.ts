/** Values of answers that go into the variables of all tabs, like the id of the order that was placed last. */
import { settings } from './settings.ts'
import { Observable } from './observable.ts'

type CarriedValues = Readonly<Record<string, string>>

export const carried = new Observable<CarriedValues>({})
const earlier = new Set<unknown>(['', null])

/** Keeps the values at these paths of an answer for the variables of every tab. */
export function carry(data: unknown, paths: CarriedValues = settings.carry): void {
  for (const [name, path] of Object.entries(paths)) {
    const value = path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), data)
    if (typeof value !== 'string') continue
    earlier.add(carried.value[name])
    carried.set({ ...carried.value, [name]: value })
  }
}

/** The variables with what was carried; undefined where nothing changes. What the user wrote there is kept. */
export function withCarried(
  variables: string,
  query: string,
  values: CarriedValues = carried.value,
): string | undefined {
  let read: unknown
  try {
    read = variables.trim() === '' ? {} : JSON.parse(variables)
  } catch {
    return undefined
  }
  if (!isObject(read)) return undefined
  const given = read
  const changes = Object.entries(values).filter(([name, value]) => {
    if (given[name] === value) return false
    return name in given ? earlier.has(given[name]) : new RegExp(`\\$${name}\\b`).test(query)
  })
  return changes.length === 0 ? undefined : JSON.stringify({ ...given, ...Object.fromEntries(changes) }, null, 2)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
