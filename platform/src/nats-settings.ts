import { z } from 'zod'

const file = (what: string) =>
  z
    .string()
    .optional()
    .meta({ expected: `the path of ${what}` })

/** Of settings that name servers of NATS. */
export const ofUrl = { expected: 'nats:// or tls:// URLs, with commas between', secret: true }

/** How to reach NATS, and as whom; `natsRules` has the rules between them. */
export const natsSettings = {
  NATS_URL: natsUrl().default('nats://127.0.0.1:4222').meta(ofUrl),
  NATS_USER: z.string().optional().meta({ expected: 'the user to log in as, where NATS_URL names none' }),
  NATS_PASSWORD: z.string().optional().meta({ expected: "NATS_USER's password", secret: true }),
  NATS_CREDS: file('a credentials file (JWT and seed), instead of a user'),
  NATS_NKEY: file("a file with an NKey's seed, instead of a user"),
  NATS_TLS_CA: file('a PEM file of the authorities to be trusted'),
  NATS_TLS_CERT: file("a PEM file of this client's certificate"),
  NATS_TLS_KEY: file("a PEM file of that certificate's key"),
}

type Optional = Exclude<keyof typeof natsSettings, 'NATS_URL'>
export type NatsSettings = { readonly NATS_URL: string } & { readonly [Name in Optional]?: string | undefined }

/** One server or several: "nats://user:password@a:4222,b". `ofUrl` says what it is. */
export function natsUrl() {
  return z.string().check(({ value, issues }) => {
    const problem = problemOfUrl(value)
    if (problem) issues.push({ code: 'custom', message: problem, input: undefined })
  })
}

export type NatsLogin = { readonly user: string; readonly pass: string } | { readonly token: string }
type Server = { readonly host: string; readonly tls: boolean; readonly login: NatsLogin | undefined }

/** What a list of servers says; a server without a scheme, as in "a:4222", is one of nats://. Throws where it is none. */
export function readNatsUrl(text: string): {
  readonly hosts: readonly string[]
  readonly tls: boolean
  readonly login: NatsLogin | undefined
} {
  const servers = text.split(',').map((entry, index) => serverIn(entry.trim(), index))
  const logins = servers.map(({ login }) => login).filter((login) => login !== undefined)
  if (new Set(logins.map((login) => JSON.stringify(login))).size > 1)
    throw new TypeError('expected one login for all servers, but it has several')
  return { hosts: servers.map(({ host }) => host), tls: servers.some(({ tls }) => tls), login: logins[0] }
}

function serverIn(entry: string, index: number): Server {
  const wrong = (why: string) => new TypeError(`expected nats://host:port, but server ${index + 1} ${why}`)
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(entry) ? entry : `nats://${entry}`)
  if (!url || url.hostname === '') throw wrong('is none')
  if (url.protocol !== 'nats:' && url.protocol !== 'tls:')
    throw wrong(`is of ${url.protocol}//, not of nats:// or tls://`)
  if (url.pathname.length > 1 || url.search || url.hash)
    throw wrong('has something behind its port (in a password "/", "?", "#", "@" and "," are written in percent)')
  return { host: `${url.hostname}:${url.port || 4222}`, tls: url.protocol === 'tls:', login: loginIn(url, wrong) }
}

function loginIn({ username, password }: URL, wrong: (why: string) => Error): NatsLogin | undefined {
  if (username === '') return undefined
  try {
    const user = decodeURIComponent(username)
    return password === '' ? { token: user } : { user, pass: decodeURIComponent(password) }
  } catch {
    throw wrong('has a user or password with a "%" that stands for nothing')
  }
}

function problemOfUrl(value: string): string | undefined {
  try {
    readNatsUrl(value)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What is wrong between settings that are right by themselves. */
export function natsRules(
  settings: NatsSettings,
): readonly { readonly names: readonly string[]; readonly problem: string }[] {
  const { NATS_URL, NATS_USER, NATS_PASSWORD, NATS_CREDS, NATS_NKEY, NATS_TLS_CERT, NATS_TLS_KEY } = settings
  const ways = Object.entries({ NATS_URL: readNatsUrl(NATS_URL).login, NATS_USER, NATS_CREDS, NATS_NKEY })
  const ofLogin = ways.filter(([, way]) => way !== undefined).map(([name]) => name)
  const problems = [
    ofLogin.length > 1 && {
      names: ofLogin,
      problem: `expected one way to log in, but there are ${ofLogin.join(' and ')}`,
    },
    (NATS_USER === undefined) !== (NATS_PASSWORD === undefined) && {
      names: ['NATS_USER', 'NATS_PASSWORD'],
      problem: 'expected NATS_USER and NATS_PASSWORD, both or none',
    },
    (NATS_TLS_CERT === undefined) !== (NATS_TLS_KEY === undefined) && {
      names: ['NATS_TLS_CERT', 'NATS_TLS_KEY'],
      problem: 'expected NATS_TLS_CERT and NATS_TLS_KEY, both or none',
    },
  ]
  return problems.filter((problem) => problem !== false)
}

/** Where it is, without how to get in. */
export function shownNats(url: string): string {
  return url.replaceAll(/[^/,\s]*@/g, '***@')
}
