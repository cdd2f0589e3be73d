/** The lines between packages, and between the folders of a subgraph: who may import whom. */
const types = ['type-only'] // gone at run time
const subgraph = '^subgraphs/([^/]+)/'
const source = (place) => `${subgraph}src/${place}`

export default {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      comment: 'The rules run on nothing: what they need of others is types, and other files of the same domain.',
      severity: 'error',
      from: { path: source('domain/'), pathNot: '\\.fixture\\.ts$' },
      to: { pathNot: '^subgraphs/$1/src/domain/', dependencyTypesNot: types },
    },
    {
      name: 'domain-knows-nothing-outside',
      comment: 'Not even as a type: store, reactions, resolvers and service stand on the domain, not under it.',
      severity: 'error',
      from: { path: source('domain/'), pathNot: '\\.fixture\\.ts$' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/(src/domain/|events\\.ts$)' },
    },
    {
      name: 'store-reactions-resolvers-do-not-import-the-service',
      severity: 'error',
      from: { path: source('(store|reactions|resolvers)\\.ts') },
      to: { path: '^subgraphs/[^/]+/src/(service|main)\\.ts$' },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: {},
      to: { path: '^(router|subgraphs/[^/]+)/src/(main|bin)\\.ts$' },
    },
    {
      name: 'only-the-store-knows-mongoose',
      severity: 'error',
      from: { path: '^subgraphs/', pathNot: '/src/store\\.ts$' },
      to: { path: 'node_modules/mongoose/', dependencyTypesNot: types },
    },
    {
      name: 'subgraphs-do-not-import-each-other',
      severity: 'error',
      from: { path: subgraph },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'the-router-loads-nothing-of-the-database',
      comment:
        'It stands in front of any supergraph: what its processes load reaches neither MongoDB, nor what serves subgraphs.',
      severity: 'error',
      from: { path: '^router/src/(main|bin|compose-command|planning/planning-worker)\\.ts$' },
      to: { path: 'node_modules/(mongoose|mongodb|bson|@apollo/server|@apollo/subgraph)/', reachable: true },
    },
    {
      name: 'apollos-execution-is-loaded-when-it-is-chosen',
      severity: 'error',
      from: { path: '^router/src/', pathNot: '^router/src/gateway/' },
      to: {
        path: '^router/src/gateway/|node_modules/@apollo/gateway/',
        dependencyTypesNot: ['dynamic-import', ...types],
      },
    },
    {
      name: 'what-ships-does-not-stand-on-its-tests',
      severity: 'error',
      from: { path: '^router/src/' },
      to: { path: '^router/(fuzz|testing|pack)/' },
    },
    {
      name: 'platform-imports-no-domain',
      comment: 'What every process needs to run knows none of them, nor what handles their events.',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: '^(subgraph-server|contract|events|subgraphs|recovery|router|storefront|dev|tests|bench)/' },
    },
    {
      name: 'subgraph-server-imports-no-domain',
      comment: 'What every subgraph needs stands on the machinery of events, which knows no domain either.',
      severity: 'error',
      from: { path: '^subgraph-server/' },
      to: { path: '^(shop\\.ts|contract/|subgraphs/|recovery/|router/|storefront/|dev/|tests/|bench/)' },
    },
    {
      name: 'platform-knows-no-database',
      comment: 'What any process needs: neither MongoDB nor a GraphQL server. Those are of the subgraph-server.',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: 'node_modules/(mongoose|mongodb|@apollo)/' },
    },
    {
      name: 'the-storefront-knows-the-graph-alone',
      comment: 'What a page shows comes through the supergraph.',
      severity: 'error',
      from: { path: '^storefront/' },
      to: { path: '^(platform|subgraph-server|contract|events|subgraphs|recovery|router|dev|tests|bench)/' },
    },
    {
      name: 'events-import-no-service',
      severity: 'error',
      comment: 'Nor any event by name: it is given a contract. Nor what serves GraphQL: it runs by itself.',
      from: { path: '^events/' },
      to: { path: '^(shop\\.ts|contract/|subgraph-server/|subgraphs/|recovery/|router/|dev/|tests/|bench/)' },
    },
    {
      name: 'events-throw-errors-of-their-own',
      comment: 'Whoever serves them says in its protocol what they are: subgraph-server in GraphQL.',
      severity: 'error',
      from: { path: '^events/' },
      to: { path: '^platform/src/errors\\.ts$|node_modules/graphql/', dependencyTypesNot: types },
    },
    {
      name: 'router-imports-only-platform',
      severity: 'error',
      from: { path: '^router/' },
      to: { path: '^(subgraph-server|contract|events|subgraphs|recovery|storefront|dev|tests|bench)/' },
    },
    {
      name: 'services-do-not-import-what-starts-them',
      severity: 'error',
      from: { path: '^subgraphs/' },
      to: { path: '^(recovery|router|dev|tests|bench)/' },
    },
    {
      name: 'a-manifest-loads-no-service',
      comment: 'Whoever asks which domains there are loads neither a database nor a server.',
      severity: 'error',
      from: { path: '^shop\\.ts$' },
      to: { path: 'node_modules/(mongoose|mongodb|bson|@nats-io|@apollo)/', reachable: true },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: types } } },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: [
        '/generated/',
        '^router/dist/',
        '\\.test\\.ts$', // this parser knows no `using`, which tests are fond of
        '^bench/[^/]+/peers/', // installed only by whoever measures against them
      ],
    },
    parser: 'swc', // without it not one TypeScript module is found, and all is said to be well
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
