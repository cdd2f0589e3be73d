/** Passwords, keys and certificates for docker-compose.yml, one file each. Existing files are kept, since the databases were created with them. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { subgraphs } from '../shop/topology.ts'
import { authority, serverCertificate, serverNames } from './certificates.ts'

export const natsUsers = [...subgraphs, 'router', 'admin'] as const
export const mongoUsers = [...subgraphs, 'admin'] as const
/** Where clients find the authority of MongoDB's certificate, in every container. */
export const mongoCa = '/etc/shop/mongodb-ca/ca.crt'

export type WrittenSecrets = { readonly made: readonly string[]; readonly kept: readonly string[] }

/** The folder is its owner's alone; the files are read by containers' users, which have other numbers. */
export async function writeSecrets(folder: string): Promise<WrittenSecrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [made, kept]: [string[], string[]] = [[], []]
  const put = async (name: string, make: () => string | Promise<string>, mode = 0o444): Promise<void> => {
    const file = path.join(folder, name)
    if (existsSync(file)) return void kept.push(name)
    await writeFile(file, await make(), { mode })
    made.push(name)
  }
  const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8')
  const password = (): string => `p${randomBytes(24).toString('hex')}` // NATS takes digits alone for a number

  await put('jwt_secret', () => randomBytes(48).toString('base64url'))
  await put('mongodb_key', () => randomBytes(512).toString('base64'))
  await put('mongodb_root_password', password)
  await put(
    'postgres_url',
    async () => `postgres://postgres:${await read('mongodb_root_password')}@postgres:5432/postgres`,
  )
  await put('grafana_password', password)
  for (const user of mongoUsers) {
    await put(`${user}_mongodb_password`, password)
    const secret = await read(`${user}_mongodb_password`)
    await put(
      `${user}_mongodb_uri`,
      () => `mongodb://${user}:${secret}@mongodb:27017/?authSource=shop&tls=true&tlsCAFile=${mongoCa}`,
    )
  }
  for (const user of [...natsUsers, 'route']) await put(`${user}_nats_password`, password)
  await put('nats_passwords', async () => {
    const lines = natsUsers.map(
      async (user) => `NATS_${user.toUpperCase()}_PASSWORD=${await read(`${user}_nats_password`)}\n`,
    )
    return (await Promise.all(lines)).join('')
  })

  if (!existsSync(path.join(folder, 'engines_ca_key')) || !existsSync(path.join(folder, 'engines_ca'))) {
    const { key, certificate } = await authority()
    await put('engines_ca_key', () => key, 0o400)
    await put('engines_ca', () => certificate)
  }
  const by = { key: await read('engines_ca_key'), certificate: await read('engines_ca') }
  for (const [server, names] of Object.entries(serverNames))
    await put(`${server}_tls`, async () => {
      const { key, certificate } = await serverCertificate(by, names)
      return `${key.trim()}\n${certificate.trim()}\n`
    })
  return { made, kept }
}
