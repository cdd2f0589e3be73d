import { explore } from './explore.ts'
import { laws } from './laws.ts'
import { Model } from './model.ts'
import { scenarios } from './scenarios.ts'

const suffering = ({ duplicates = 0, losses = 0, nudges = 0 }) =>
  `messages in any order, ${duplicates} of them twice, ${losses} of them lost, ${nudges} nudges too early`

const timeoutMs = 120_000 // ms; alone each takes a second or two

describe.each(scenarios)('%s', (_, scenario, faultSets) => {
  test.each(faultSets.map((faults) => [suffering(faults), faults] as const))(
    'ends well: %s',
    (__, faults) => {
      const { flaw, worlds, ends } = explore(new Model({ ...scenario, ...faults }), laws)
      expect(flaw).toBeUndefined()
      expect(worlds).toBeGreaterThan(1000)
      expect(ends).toBeGreaterThan(1)
    },
    timeoutMs,
  )
})
