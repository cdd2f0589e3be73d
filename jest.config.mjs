/** What looks at readiness, or at what was measured, in one moment: in elections that is not to be foreseen. */
const notInElections = ['late-nats', 'metrics', 'outages'].map((name) => `/tests/component/${name}\\.test\\.ts$`)
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
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(areElecting ? notInElections : [])],
  modulePathIgnorePatterns: ['<rootDir>/.data'],
  testTimeout: 60_000,
}
