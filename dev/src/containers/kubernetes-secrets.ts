/** What k8s/ reads from Secrets where no store outside has them: the same passwords, keys and certificates as docker-compose.yml's. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { passwordVariable } from '../access/nats-conf.ts'
import { mongoUsers, natsUsers } from './compose-secrets.ts'

/** Of a folder that `writeSecrets` has filled: a List, for kubectl apply. */
export async function kubernetesSecrets(folder: string, namespace: string): Promise<object> {
  const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8')
  const authority = await read('engines_ca')
  const secret = (name: string, stringData: Readonly<Record<string, string>>, type = 'Opaque') => ({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, stringData },
  })
  const server = async (name: string) => {
    const both = await read(`${name}_tls`)
    const [key = '', certificate = ''] = both.split(/(?=-----BEGIN CERTIFICATE-----)/)
    const data = { 'ca.crt': authority, 'tls.crt': certificate, 'tls.key': key, 'tls-combined.pem': both }
    return secret(`${name}-tls`, data, 'kubernetes.io/tls')
  }
  const uri = async (name: string, user: string) => secret(name, { MONGODB_URI: await read(`${user}_mongodb_uri`) })
  const ofNats = [...natsUsers, 'route'].map(async (user) => [
    passwordVariable(user),
    await read(`${user}_nats_password`),
  ])
  const ofMongo = mongoUsers.map(async (user) => [
    `${user.toUpperCase()}_PASSWORD`,
    await read(`${user}_mongodb_password`),
  ])
  const root = ['ROOT_PASSWORD', await read('mongodb_root_password')]
  return {
    ...{ apiVersion: 'v1', kind: 'List' },
    items: [
      secret('tokens', { JWT_SECRET: await read('jwt_secret') }),
      secret('nats-passwords', Object.fromEntries(await Promise.all(ofNats))),
      secret('mongodb-passwords', Object.fromEntries([root, ...(await Promise.all(ofMongo))])),
      ...(await Promise.all(mongoUsers.map((user) => uri(user === 'admin' ? 'recovery' : user, user)))),
      await server('nats'),
      await server('mongodb'),
    ],
  }
}
