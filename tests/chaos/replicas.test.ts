import { chaos } from './chaos.ts'

const durationMs = 20_000
const seed = Number(process.env.SEED ?? Math.trunc(Date.now() / 1_000))

test(
  `nothing is lost or doubled with two replicas of every service, while they are killed and paused (SEED=${seed})`,
  async () => {
    const report = await chaos({ durationMs, everyMs: 2_000, perSecond: 8, seed, replicas: 2 })
    expect(report.broken).toEqual([])
    expect(report).toMatchObject({ lost: 0, doubled: 0, terminal: report.accepted })
    expect(report.accepted).toBeGreaterThan(0)
  },
  durationMs + 400_000,
)
