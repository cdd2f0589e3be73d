/** The profile oidc of docker-compose.yml, started and used. */
import path from 'node:path'
import { acceptedWith, upArguments, type ProofStep } from './proof-step.ts'

const issuer = 'http://localhost:8080/realms/shop' // as in deploy/compose/oidc.env
const inCompose = (name: string): string => path.join('deploy', 'compose', name)
const oidc = ['--env-file', inCompose('oidc.env'), '--profile', 'oidc']

export const oidcSteps: readonly ProofStep[] = [
  {
    name: 'the profile oidc, acceptance with its tokens',
    work: async ({ engine }) => {
      await engine.compose(...oidc, ...upArguments)
      const clients = ['--oidc-issuer', issuer, '--oidc-clients', inCompose('oidc-clients.json')]
      return acceptedWith(engine, clients, { JWT_ISSUER: issuer })
    },
  },
  {
    name: 'alice signs in at the storefront',
    work: ({ engine }) =>
      engine.port === 4000
        ? engine.project('tests/compose/signed-in.ts', [engine.url, 'alice'])
        : Promise.resolve('not shown: the provider sends people back to port 4000 alone'),
  },
  {
    name: 'back to the shared secret',
    work: async ({ engine }) => {
      await engine.compose(...oidc, 'rm', '--stop', '--force', 'identity')
      await engine.compose(...upArguments)
      return 'up'
    },
  },
]
