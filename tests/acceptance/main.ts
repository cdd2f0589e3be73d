/** `npm run acceptance`. Exit code 1 where a check fails. */
import { randomUUID } from 'node:crypto'
import { access as accessFile, constants } from 'node:fs/promises'
import { errorMessage, Obstacle, runMain } from '@shop/dev/obstacle.ts'
import { commandLine, duration, httpUrl } from '@shop/platform/command-line.ts'
import { ConfigError, readConfig } from '@shop/platform/config.ts'
import { tokenSettings } from '@shop/platform/settings.ts'
import { z } from 'zod'
import { access } from './access.ts'
import { make, type AcceptanceCheck } from './checks.ts'
import { Deployment, reason } from './deployment.ts'
import { idempotency } from './idempotency.ts'
import { live } from './live.ts'
import { logIn, type TokenSource } from './logins.ts'
import { pages } from './pages.ts'
import { refusals } from './refusals.ts'
import { workedExample } from './worked-example.ts'

const checks: readonly AcceptanceCheck[] = [...workedExample, ...refusals, ...live, ...access, ...idempotency, ...pages]

const does = `Checks a running shop as its users see it, through its router: the worked example with its figures, refusals, live delivery with
a cut in between, who may do what, idempotency, the storefront's page. It may be run on a shop that is in use: what it looks at has ids of this run alone,
"acceptance-...". Its users and their orders are left there, and its products, named "Acceptance check": four that all runs share, and three of
each run.

Tokens: by the shop's development login, unless JWT_SECRET or JWT_SECRET_FILE is set, or --key or --oidc-issuer given.
JWT_ISSUER, JWT_AUDIENCE and JWT_ROLES_CLAIM are as for the shop itself. Where the shop says that a service is not there now,
the request is sent again when it says so.`

const command = commandLine({
  script: 'acceptance',
  does,
  examples: {
    '--url http://127.0.0.1:4000': 'what npm start has started',
    '--url https://shop.example --key signing-key.jwk': 'a shop that believes the key’s JWKS',
  },
})
  .requiredOption('--url <url>', 'of the router, without /graphql', httpUrl)
  .option('--timeout <time>', 'for everything together', duration, 60_000)
  .option('--key <file>', 'a private key (JWK or PEM) that signs the tokens')
  .option('--key-id <kid>', 'its id, where the file has none')
  .option('--oidc-issuer <url>', 'an OpenID provider that gives tokens by client credentials', httpUrl)
  .option('--oidc-clients <file>', 'JSON: for admin, carrier, customer and stranger, the form of the token request')
  .action((options) => runMain(() => accept(options)))

type AcceptanceOptions = {
  readonly url: string
  readonly timeout: number
  readonly key?: string | undefined
  readonly keyId?: string | undefined
  readonly oidcIssuer?: string | undefined
  readonly oidcClients?: string | undefined
}

async function accept(options: AcceptanceOptions): Promise<void> {
  const settings = readSettings()
  await readable({ '--key': options.key, '--oidc-clients': options.oidcClients })
  const shop = new Deployment(options.url, options.timeout)
  try {
    await shop.opens()
  } catch (error) {
    throw new Obstacle(`--url: ${reason(error)}`)
  }
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_ROLES_CLAIM: rolesClaim } = settings
  const claims = { issuer, audience, rolesClaim }
  const people = await logIn(options.url, tokenSource(options, settings.JWT_SECRET), claims)
  const began = performance.now()
  const failed = await make(checks, { shop, people, run: randomUUID().slice(0, 8) })
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  console.log(
    failed > 0 ? `${failed} of ${checks.length} checks failed.` : `All ${checks.length} checks hold, in ${seconds} s.`,
  )
  process.exitCode = failed > 0 ? 1 : 0
}

/** Throws an Obstacle for a file that cannot be read, before anything waits for the shop. */
async function readable(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [option, file] of Object.entries(files))
    if (file !== undefined)
      await accessFile(file, constants.R_OK).catch((error: unknown) => {
        throw new Obstacle(`${option}: ${errorMessage(error)}`)
      })
}

function readSettings() {
  const { JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE, JWT_ROLES_CLAIM } = tokenSettings
  try {
    return readConfig(z.object({ JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE, JWT_ROLES_CLAIM }), process.env)
  } catch (error) {
    throw error instanceof ConfigError ? new Obstacle(error.problems.join('; ')) : error
  }
}

function tokenSource(
  { key, keyId, oidcIssuer, oidcClients }: AcceptanceOptions,
  secret: string | undefined,
): TokenSource {
  if (oidcIssuer !== undefined) {
    if (oidcClients === undefined) throw new Obstacle('--oidc-issuer: --oidc-clients must name its clients')
    return { kind: 'oidc', issuer: oidcIssuer, clientsFile: oidcClients }
  }
  if (key !== undefined) return { kind: 'key', file: key, keyId }
  return secret === undefined ? { kind: 'dev login' } : { kind: 'secret', secret }
}

await command.parseAsync()
process.exit() // whatever a library still holds open
