import { chaos } from './chaos.ts'

const durationMs = Number(process.env.CHAOS_SAMPLE_MS ?? 60_000)
const seed = Number(process.env.SEED ?? Math.trunc(Date.now() / 1_000))

test(
  `nothing is lost or doubled while processes are killed and paused (SEED=${seed})`,
  async () => {
    const report = await chaos({ durationMs, everyMs: 2_000, perSecond: 10, seed })
    expect(report.broken).toEqual([])
    expect(report).toMatchObject({ lost: 0, doubled: 0, terminal: report.accepted })
    expect(report.accepted).toBeGreaterThan(0)
  },
  durationMs + 400_000,
)
