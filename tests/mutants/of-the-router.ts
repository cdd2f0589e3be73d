/** The guards that make the router's answers right, each taken away. */

import type { Mutant } from './mutant.ts'

export const ofTheRouter: readonly Mutant[] = [
  {
    name: 'a subgraph is asked for fields of the root where nothing leads back to the root',
    file: 'router/src/execution/fetch.ts',
    find: 'if (step.path.length > 0 && objectsAt(run.data, step.path).length === 0) return done()',
    replace: '',
    tests: ['router/src/execution/root-below-root'],
  },
  {
    name: 'errors below a way back to the root stand at its field',
    file: 'router/src/execution/fetch.ts',
    find: 'step.path.length === 0 ? [[]] : [...pathsOf(run.data, step.path).values()].flat()',
    replace: '[[...step.path]]',
    tests: ['router/src/execution/root-below-root'],
  },
  {
    name: "what an input's object inherits is taken for its fields",
    file: 'router/src/operations/variables.ts',
    find: 'const typed: Tree = Object.create(null)',
    replace: 'const typed: Tree = {}',
    tests: ['router/src/execution/inherited-names'],
  },
  {
    name: 'labels of @override that came with a request hold for nobody',
    file: 'router/src/execution/overrides.ts',
    find: 'percent === undefined ? given.includes(label)',
    replace: 'percent === undefined ? given.length < 0',
    tests: ['router/src/execution/overrides'],
  },
  {
    name: 'a fix of the planner that does not build refuses the supergraph',
    file: 'router/src/planning/planned-graph.ts',
    find: 'return buildOneByOne(original, rewritings, build)',
    replace: "throw new Error('it cannot be built')",
    tests: ['router/src/planning/planned-graph'],
  },
  {
    name: 'hints of the composition of running subgraphs are kept from the log',
    file: 'router/src/supergraph/supergraph-source.ts',
    find: 'if (hints.length > 0)',
    replace: 'if (hints.length < 0)',
    tests: ['router/src/supergraph/supergraph-source'],
  },
  {
    name: 'pings cost nothing',
    file: 'router/src/websocket/conversation.ts',
    find: 'await this.#options.rates.address(clientAddress(this.#request, this.#options.trustedProxies))',
    replace: 'await Promise.resolve(clientAddress)',
    tests: ['router/src/websocket'],
  },
  {
    name: 'an outage is told at every place',
    file: 'router/src/execution/tree.ts',
    find: 'export const MAX_REPORTED_PATHS = 20',
    replace: 'export const MAX_REPORTED_PATHS = 2_000_000',
    tests: ['router/src/execution/partial-outage'],
  },
  {
    name: 'an entity is asked for by a key that is null',
    file: 'router/src/execution/representation.ts',
    find: 'if (isNonNull) throw NULL',
    replace: '',
    tests: ['router/src/execution/missing-keys'],
  },
  {
    name: 'lists of different lengths are taken for one',
    file: 'router/src/execution/tree.ts',
    find: 'if (target.length !== source.length) return !isOfTrees(target) && !isOfTrees(source)',
    replace: '',
    tests: ['router/src/execution/shared-lists'],
  },
  {
    name: 'numbers are read as doubles',
    file: 'router/src/json.ts',
    find: 'String(value) === text ? value : new ExactNumber(text)',
    replace: 'Number.isNaN(value) ? new ExactNumber(text) : value',
    tests: ['router/src/json', 'router/src/execution/exact-numbers'],
  },
  {
    name: 'a supergraph is served whose directive for security is not there',
    file: 'router/src/supergraph/read-facts.ts',
    find: '  checkSecurityLinks(document)\n',
    replace: '',
    tests: ['router/src/authorization/guarded-places'],
  },
  {
    name: 'in production /metrics stands where data is asked for',
    file: 'router/src/router-server.ts',
    find: "config.NODE_ENV === 'production' ? []",
    replace: "config.NODE_ENV === 'test' && config.PORT < 0 ? []",
    tests: ['router/src/http/probes'],
  },
]
