/** `npm run conformance`: suites that others wrote, against this router. */
import { commandLine } from '@shop/platform/command-line.ts'
import { Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { AuditServer, auditFolder, REPOSITORY } from './audit-server.ts'
import { runSuite, ways, type AuditFailure, type SuiteReport } from './federation.ts'

async function main(repository: string, only: readonly string[]): Promise<void> {
  const server = await AuditServer.start(await auditFolder(repository, console.log))
  const reports: SuiteReport[] = []
  let cases = 0
  try {
    for (const suite of await server.ids()) {
      if (only.length > 0 && !only.includes(suite)) continue
      const tests = await server.cases(suite)
      const report = await runSuite(suite, await server.supergraph(suite), tests)
      reports.push(report)
      cases += tests.length
      const failed = new Set(report.failures.map(({ index }) => index))
      console.log(`${suite.padEnd(44)} ${tests.map((_, index) => (failed.has(index) ? 'X' : '.')).join('')}`)
    }
  } finally {
    await server.stop()
  }
  if (reports.length === 0) throw new Obstacle(`--only: no suite is called ${only.join(' or ')}`)
  const failures = reports.flatMap((report) => report.failures)
  for (const failure of failures) console.log(`\n${describeFailure(failure)}`)
  console.log(`\n${cases} cases in ${reports.length} suites`)
  for (const way of ways) {
    const total = reports.reduce((sum, report) => sum + report.counts[way], 0)
    console.log(`${way.padEnd(10)} ${total - failures.filter((each) => each.way === way).length} of ${total} right`)
  }
  if (failures.length > 0 || cases === 0) process.exitCode = 1
}

function describeFailure({ suite, index, way, test, answer }: AuditFailure): string {
  return [
    `${suite} ${index} (${way})`,
    test.query,
    `expected ${JSON.stringify(test.expected)}`,
    `received ${JSON.stringify(answer)}`,
  ].join('\n')
}

await commandLine({
  script: 'conformance',
  does: 'The federation gateway audit against this router: each case by values, spliced, warmed by a reload, by GET and over WebSocket.',
  examples: {
    '': 'all of it',
    '--only null-keys,mutations': 'some suites',
    '--repository ../federation-gateway-audit': 'of a copy, where GitHub cannot be reached',
  },
})
  .option('--only <suites>', 'with commas between', '')
  .option('--repository <url>', "where the audit's repository is", REPOSITORY)
  .action(({ only, repository }) => runMain(() => main(repository, only.split(',').filter(Boolean))))
  .parseAsync()
