// Hive Gateway with subscriptions of its subgraphs over WebSocket, as its documentation has it.
export const gatewayConfig = {
  transportEntries: { '*.http': { options: { subscriptions: { kind: 'ws', location: '/graphql' } } } },
}
