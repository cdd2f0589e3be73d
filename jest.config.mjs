/**
 * What looks at readiness, or at what was measured, in one moment: in elections that is not to be foreseen. Not among the patterns to be
 * ignored: those of the command line, which the suites have, replace them.
 */
const notInElections = '!**/tests/component/{late-nats,metrics,outages}.test.ts'
const areElecting = (process.env['MONGO_ELECTIONS'] ?? '') !== ''

/** Native ES modules, TypeScript stripped by swc; tests run on the sources as they are. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['**/*.test.ts', ...(areElecting ? [notInElections] : [])],
  testPathIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/.data'],
  testTimeout: 60_000,
}
