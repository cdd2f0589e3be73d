/** docs/router.md has a row for each setting of the router, with its default and its values, and names files that there are. */
import { existsSync, readFileSync } from 'node:fs'
import { routerSettings } from '@shop/router/config.ts'

type Setting = { safeParse(value: unknown): { data?: unknown }; meta(): { expected?: string } | undefined }
type SettingRow = {
  readonly name: string
  readonly fallback: string
  readonly values: string
  readonly purpose: string
}

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

/** "| `NAME` | default | values | what it is for |", wherever it stands. */
function rows(document: string): readonly SettingRow[] {
  return document.split('\n').flatMap((line) => {
    const [, name, fallback = '', values = '', purpose = ''] =
      /^\| `([A-Z][A-Z0-9_]*)` *\| (.*?) *\| (.*?) *\| (.*?) *\|$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, fallback, values, purpose }]
  })
}

function fallbackOf(setting: Setting): string {
  const value = setting.safeParse(undefined).data
  if (value === undefined || Array.isArray(value)) return 'none'
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

const settings: Readonly<Record<string, Setting>> = routerSettings.shape
const documented = rows(read('docs/router.md'))

test('every setting of the router has one row in docs/router.md, and no row is without its setting', () => {
  expect(documented.map(({ name }) => name).toSorted()).toEqual(Object.keys(settings).toSorted())
})

test.each(Object.entries(settings))('docs/router.md has the default and the values of %s', (name, setting) => {
  const row = documented.find((each) => each.name === name)
  expect(row).toMatchObject({ fallback: fallbackOf(setting), values: setting.meta()?.expected })
  expect(row?.purpose).toMatch(/\w{3,}/)
})

/** Where bounds are numbers, what is said of them is what holds. */
const bounded = documented.flatMap(({ name, values }) => {
  const [, min, max] = /from (\d+) to (\d+)/.exec(values) ?? []
  return min === undefined ? [] : [{ name, min: Number(min), max: Number(max) }]
})

test.each(bounded)('$name is from $min to $max, and nothing beyond', ({ name, min, max }) => {
  const accepts = (value: number) => settings[name]?.safeParse(String(value)).data === value
  expect([min - 1, min, max, max + 1].map(accepts)).toEqual([false, true, true, false])
})

test('numbers of docs/router.md have bounds', () => expect(bounded.length).toBeGreaterThan(40))

test('docs/router-paths.md names files and folders that there are', () => {
  const named = [...read('docs/router-paths.md').matchAll(/`(router\/[^`]+)`/g)].map(([, file = '']) => file)
  expect(named.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([])
  expect(named.length).toBeGreaterThan(30)
})
