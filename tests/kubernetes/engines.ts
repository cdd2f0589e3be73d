/** The engines, which only the cluster can reach, and what its Secrets say of them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { writeSecrets } from '@shop/dev/containers/compose-secrets.ts'
import { kubernetesSecrets } from '@shop/dev/containers/kubernetes-secrets.ts'
import type { Kubectl } from './kubectl.ts'

export type EngineAddresses = { readonly mongoUri: string; readonly database: string; readonly natsUrl: string }
export type Logins = { readonly jwtSecret: string; readonly mongo: string; readonly nats: string }

/** Makes the Secrets of the local overlays, new ones; answers what the proof itself logs in with. This process then trusts their authority. */
export async function applySecrets(kubectl: Kubectl): Promise<Logins> {
  const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'))
  const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8')
  try {
    await writeSecrets(folder)
    await kubectl.apply(await kubernetesSecrets(folder, kubectl.namespace))
    setDefaultCACertificates([...getCACertificates('default'), await read('engines_ca')])
    return {
      jwtSecret: await read('jwt_secret'),
      mongo: `admin:${await read('admin_mongodb_password')}`,
      nats: `admin:${await read('admin_nats_password')}`,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** For as long as `work` takes. */
export async function withEngines<Result>(
  kubectl: Kubectl,
  logins: Logins,
  work: (where: EngineAddresses) => Promise<Result>,
): Promise<Result> {
  const [mongo, nats] = [await kubectl.forward('pod/mongodb-0', 27_017), await kubectl.forward('pod/nats-0', 4_222)]
  const options = 'directConnection=true&authSource=shop&tls=true'
  const mongoUri = `mongodb://${logins.mongo}@127.0.0.1:${mongo.port}/?${options}`
  try {
    return await work({ mongoUri, database: 'shop', natsUrl: `tls://${logins.nats}@127.0.0.1:${nats.port}` })
  } finally {
    mongo.close()
    nats.close()
  }
}
