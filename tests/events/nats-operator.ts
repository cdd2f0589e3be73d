/** NATS in operator mode: accounts and users are signed tokens, as nsc makes them, and a user logs in with a credentials file. */

import { nkeys } from '@nats-io/transport-node'
import { randomUUID } from 'node:crypto'

type KeyPair = ReturnType<typeof nkeys.createUser>
type SignedClaims = { readonly type: string; readonly [claim: string]: unknown }

const unlimited = { subs: -1, data: -1, payload: -1 }

export class NatsOperator {
  readonly #operator = nkeys.createOperator()
  readonly #account = nkeys.createAccount()

  /** Of a server that knows one account. */
  get config(): string {
    const limits = { ...unlimited, imports: -1, exports: -1, conn: -1, leaf: -1, wildcards: true }
    const operator = signed(this.#operator, this.#operator, { type: 'operator' })
    const account = signed(this.#operator, this.#account, { type: 'account', limits })
    return [
      `operator: "${operator}"`,
      'resolver: MEMORY',
      `resolver_preload { ${this.#account.getPublicKey()}: "${account}" }`,
    ].join('\n')
  }

  /** A credentials file of a user of that account. */
  credentials(): string {
    const user = nkeys.createUser()
    const token = signed(this.#account, user, { type: 'user', ...unlimited, pub: {}, sub: {} })
    const seed = Buffer.from(user.getSeed()).toString()
    return [...section('NATS USER JWT', token), '', ...section('USER NKEY SEED', seed), ''].join('\n')
  }
}

function section(name: string, content: string): string[] {
  return [`-----BEGIN ${name}-----`, content, `------END ${name}------`]
}

function signed(issuer: KeyPair, subject: KeyPair, claims: SignedClaims): string {
  const head = encoded({ typ: 'JWT', alg: 'ed25519-nkey' })
  const body = encoded({
    ...{ jti: randomUUID(), iat: 1_700_000_000, iss: issuer.getPublicKey(), sub: subject.getPublicKey() },
    nats: { ...claims, version: 2 },
  })
  const signature = Buffer.from(issuer.sign(Buffer.from(`${head}.${body}`))).toString('base64url')
  return `${head}.${body}.${signature}`
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
