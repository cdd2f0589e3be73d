import { commandLine, type Called } from '@shop/platform/command-line.ts'
import { run } from '@shop/platform/run.ts'
import { routerSettings } from './config.ts'
import { startRouter } from './router.ts'

/** The router's command: what an argument says goes before the environment. */
export function serveCommand(called: Called) {
  return commandLine({
    ...called,
    does: 'Serves a supergraph. Settings are environment variables; those that are needed most are arguments, too.',
    examples: {
      'supergraph.graphql': 'a file, watched, at http://127.0.0.1:4000/graphql',
      'supergraph.graphql --port 4100 --host 0.0.0.0': 'for other machines',
      '': 'as SUPERGRAPH (a file) or SUBGRAPHS (name=url,name=url of running ones), PORT and HOST say',
    },
  })
    .argument('[supergraph]', "the path of a supergraph's schema file: SUPERGRAPH")
    .option('--port <port>', 'where it listens: PORT')
    .option('--host <host>', 'the address to listen on: HOST')
    .action(async (supergraph, { port, host }) => {
      const given = { SUPERGRAPH: supergraph, PORT: port, HOST: host }
      for (const [variable, value] of Object.entries(given)) if (value !== undefined) process.env[variable] = value
      await run({
        name: 'router',
        settings: routerSettings,
        start: async (runtime) => (await startRouter(runtime)).url,
        keepsServing: true,
      })
    })
}
