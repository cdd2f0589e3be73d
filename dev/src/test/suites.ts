/** The test runner's suites: which files jest runs, with which options. */

/** `about`: a short description, printed when a run starts. */
export type Suite = { readonly name: string; readonly about: string; readonly args: readonly string[] }

const ignoring = ['--testPathIgnorePatterns', '/node_modules/']
const only = (files: string): string => `^(?!.*${files})`

const wholeSystem = '/tests/(e2e|chaos|matrix|browser)/'
/** They bring as much as the machine can take. */
const underLoad = '/tests/(chaos/|e2e/(backlog|flood)\\.)'

export const suites: readonly Suite[] = [
  // Jest by itself leaves one core idle: half of a machine that has two.
  {
    name: 'Units and components',
    about: 'rules, machinery and router; the saga as a state model and as a simulation; services on real engines',
    args: ['--maxWorkers=100%', ...ignoring, wholeSystem],
  },
  // Each file starts a shop of ten processes, and waits for much of its time: two at once, on however many cores.
  {
    name: 'The whole system',
    about:
      'the shop as processes, through the router and in a browser: kills, restores, replicas, a sample of the crash matrix',
    args: ['--maxWorkers=2', ...ignoring, only(wholeSystem), underLoad],
  },
  // One after another: they measure nothing if two share the cores.
  {
    name: 'The whole system under load',
    about: 'chaos and floods, each a short sample of its own command',
    args: ['--runInBand', ...ignoring, only(underLoad)],
  },
]
