/** .env.example holds what the programs read, and nothing else. */
import { readFileSync } from 'node:fs'
import type { Service } from '@shop/contract/domains.ts'
import { devSettings } from '@shop/dev/settings.ts'
import { settings as delivery } from '@shop/delivery/settings.ts'
import { settings as inventory } from '@shop/inventory/settings.ts'
import { settings as mypage } from '@shop/mypage/settings.ts'
import { settings as operations } from '@shop/operations/settings.ts'
import { settings as order } from '@shop/order/settings.ts'
import { settings as pay } from '@shop/pay/settings.ts'
import { routerSettings } from '@shop/router/config.ts'

type Shape = Readonly<Record<string, { safeParse(value: unknown): { data?: unknown } }>>

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')

/** Every "# NAME=default" under a heading "## program ...". */
function sections(text: string): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  for (const line of text.split('\n')) {
    const heading = /^## (\w+)/.exec(line)?.[1]
    if (heading) found.set(heading, (section = new Map()))
    const [, name, value] = /^# ([A-Z][A-Z0-9_]*)=(\S*)/.exec(line) ?? []
    if (name) section.set(name, value ?? '')
  }
  return found
}

function defaults(shape: Shape): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, setting]) => {
      const value = setting.safeParse(undefined).data
      return [
        name,
        value === undefined || Array.isArray(value) ? '' : typeof value === 'string' ? value : JSON.stringify(value),
      ]
    }),
  )
}

const settings = { order, inventory, pay, delivery, mypage, operations } satisfies Readonly<Record<Service, unknown>>
const services = Object.entries(settings).map(([name, { shape }]) => [name, shape] as const)
const { PORT: _own, ...shared } = pay.shape
const common = Object.keys(shared)

test.each<readonly [string, Shape]>([
  ['start', devSettings.shape],
  ['router', routerSettings.shape],
  ['services', shared],
])('.env.example has what %s reads, with its defaults', (section, shape) => {
  expect(Object.fromEntries(sections(example).get(section) ?? [])).toEqual(defaults(shape))
})

test.each<readonly [string, Shape]>(services)(
  '.env.example has what %s reads beyond what all services do',
  (name, shape) => {
    const own = Object.fromEntries(Object.entries(defaults(shape)).filter(([variable]) => !common.includes(variable)))
    expect(Object.fromEntries(sections(example).get(name) ?? [])).toEqual(own)
  },
)
