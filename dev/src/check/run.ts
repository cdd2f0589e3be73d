import { availableParallelism } from 'node:os'
import { checks, runCheck, type Finding } from './checks.ts'

export type Count = { readonly passed: number; readonly failed: number }

/** Runs all checks, as many at once as there are cores, and prints each result as it comes. */
export async function runChecks(say: (line: string) => void): Promise<Count> {
  const waiting = [...checks]
  const findings: Finding[] = []
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const started = performance.now()
      const finding = await runCheck(check)
      findings.push(finding)
      say(
        `${finding.passed ? 'ok  ' : 'FAIL'} ${finding.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
      )
      if (!finding.passed) say(finding.output)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  const passed = findings.filter((finding) => finding.passed).length
  return { passed, failed: findings.length - passed }
}
