/**
 * Jest's reporter: a line for each test file, with how many of how many that was; of files with failures what failed, and once more at the end. Plain JavaScript, since
 * jest loads it by itself. https://jestjs.io/docs/configuration#reporters-arraymodulename--modulename-options
 */
import path from 'node:path'

export default class ProgressReporter {
  #failures = []

  onTestResult(_test, result, aggregated) {
    const { numPassedTestSuites, numFailedTestSuites, numPendingTestSuites, numTotalTestSuites } = aggregated
    const done = numPassedTestSuites + numFailedTestSuites + numPendingTestSuites
    const good = result.numFailingTests === 0 && !result.testExecError
    const { start, end } = result.perfStats
    const file = path.relative(process.cwd(), result.testFilePath)
    const lines = [
      `${good ? 'PASS' : 'FAIL'} ${done} of ${numTotalTestSuites}  ${file} (${((end - start) / 1000).toFixed(1)} s)`,
      ...(result.failureMessage ? [result.failureMessage] : []),
    ]
    const failed = result.testResults.filter(({ status }) => status === 'failed')
    if (!good) this.#failures.push(`  ${file}`, ...failed.map(({ fullName }) => `    ${fullName}`))
    process.stderr.write(`${lines.join('\n')}\n`)
  }

  onRunComplete() {
    if (this.#failures.length > 0) process.stderr.write(`\nFailed:\n${this.#failures.join('\n')}\n`)
  }

  getLastError() {
    return this.#failures.length > 0 ? new Error('a test failed') : undefined
  }
}
