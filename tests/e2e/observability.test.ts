/** The dashboards' data and three of the alerts, for real: a minute of `for` is a second here. */
import { prometheus } from '@shop/dev/engines/prometheus.ts'
import { silent } from '@shop/dev/progress.ts'
import { ObservedShop } from '../observability/observed-shop.ts'
import { accidents, withoutData } from '../observability/proof.ts'

const programs = await prometheus(silent)
const shown = 'missing' in programs ? test.skip : test // npm test says why
const withinMs = 900_000 // on a machine that has much else to do
let observed: ObservedShop | undefined

const running = (): ObservedShop => {
  if (!observed) throw new Error('the shop is not open yet')
  return observed
}

async function everyExpressionHasData(): Promise<void> {
  expect(await withoutData(running())).toEqual([])
}

beforeAll(async () => {
  if ('prometheus' in programs) observed = await ObservedShop.start(programs, 1 / 60)
}, withinMs)
afterAll(() => observed?.stop(), withinMs)

shown(
  'every expression of dashboards, rules and alerts says something of a running shop',
  everyExpressionHasData,
  withinMs,
)

shown.each(accidents)(
  '$name: $alert fires',
  async ({ alert, labels, happen, repair }) => {
    await happen(running())
    await running().alert(alert, labels, true, withinMs)
    if (!repair) return
    await repair(running())
    await running().alert(alert, labels, false, withinMs)
  },
  withinMs,
)
