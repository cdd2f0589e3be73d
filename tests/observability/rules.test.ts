import { prometheus } from '@shop/dev/engines/prometheus.ts'
import path from 'node:path'
import { run } from '@shop/dev/process/run.ts'
import { silent } from '@shop/dev/progress.ts'
import { projectRoot } from '@shop/dev/project.ts'

const programs = await prometheus(silent)
const folder = path.join(projectRoot, 'deploy', 'observability', 'prometheus')

/** Rejects, with what it said, where promtool finds fault. */
async function promtool(...args: readonly string[]): Promise<void> {
  if ('promtool' in programs) await run({ file: programs.promtool, args, cwd: folder })
}

// npm test says why it leaves this out.
const checked = 'promtool' in programs ? test : test.skip

checked('Prometheus takes the configurations and the rules', () =>
  promtool('check', 'config', 'prometheus.yml', 'otlp.yml'),
)

checked(
  'each alert fires where it should, and does not where it should not',
  () => promtool('test', 'rules', 'tests.yml', 'budget-tests.yml'),
  240_000,
)
