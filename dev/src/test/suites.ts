/** The test runner's suites: what jest is asked to run, and with what. */

export type Suite = { readonly name: string; readonly args: readonly string[] }

const wholeSystem = '/tests/(e2e|chaos|matrix|browser)/'

export const suites: readonly Suite[] = [
  { name: 'Units and components', args: ['--testPathIgnorePatterns', '/node_modules/', wholeSystem] },
  // One after another: each starts a shop of ten processes, and measures nothing if two share the cores.
  {
    name: 'The whole system',
    args: ['--runInBand', '--testPathIgnorePatterns', '/node_modules/', `^(?!.*${wholeSystem})`],
  },
]
