import { counted } from './jest.ts'

const report = (numbers: object): string =>
  JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, ...numbers })

test("the counts are those of jest's report; a file that did not load is a failure", () => {
  expect(counted(report({ numPassedTests: 7 }), true)).toEqual({ passed: 7, failed: 0 })
  expect(counted(report({ numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2 }), false)).toEqual({
    passed: 7,
    failed: 3,
  })
})

test('a jest that failed without saying why, or left no report, has failed once', () => {
  expect(counted(report({ numPassedTests: 7 }), false)).toEqual({ passed: 7, failed: 1 })
  expect(counted(undefined, false)).toEqual({ passed: 0, failed: 1 })
})
