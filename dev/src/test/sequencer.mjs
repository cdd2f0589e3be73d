/**
 * Jest's sequencer: files that take long come first, so that at the end of a suite no core is idle beside one long file; then the larger
 * files. Jest itself knows how long a file takes only where it has run before. Plain JavaScript, since jest loads it by itself.
 * https://jestjs.io/docs/configuration#testsequencer-string
 */
import { statSync } from 'node:fs'
import path from 'node:path'

/** Those that take 20 s and more, the longest first. */
const longFiles = [
  ...['tests/matrix/matrix', 'tests/simulation/simulation', 'tests/browser/everybody', 'tests/e2e/clients'],
  ...['router/fuzz/fuzz', 'tests/e2e/observability', 'tests/e2e/replicas', 'tests/e2e/backup', 'tests/e2e/kill'],
  ...['tests/browser/console-for-everybody', 'tests/browser/sign-in', 'tests/e2e/cancel-race'],
  ...['tests/browser/playground', 'tests/browser/shopping', 'tests/commands/commands', 'tests/e2e/stream-outages'],
  ...['tests/browser/console', 'tests/events/cluster', 'tests/e2e/recover', 'tests/e2e/launcher'],
  ...['tests/e2e/hand-made-events', 'tests/e2e/readme-example', 'tests/recovery/forked', 'tests/commands/pasted'],
].map((name) => `${name}.test.ts`)

export default class LongFilesFirst {
  sort(tests) {
    const rank = (test) => {
      const index = longFiles.indexOf(path.relative(test.context.config.rootDir, test.path))
      return index < 0 ? longFiles.length : index
    }
    const size = new Map(tests.map((test) => [test, statSync(test.path).size]))
    return tests.toSorted((one, other) => rank(one) - rank(other) || size.get(other) - size.get(one))
  }

  allFailedTests() {
    return []
  }

  cacheResults() {}
}
