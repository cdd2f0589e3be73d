/** A simulation that finds nothing proves nothing: here it must find what was broken on purpose. */
import { simulate } from './campaign.ts'
import { flaws } from './flaws.ts'
import { real } from './overrides.ts'

import.meta.jest.setTimeout(300_000)

test.each(flaws)('it finds %s', async (_, broken, finding) => {
  const { failure } = await simulate(1, ({ runs }) => runs < 300, { ...real, ...broken })
  expect(failure?.broken.join('\n')).toMatch(finding)
})
