/** An authority of the shop's own, and certificates of its for the engines: what docker-compose.yml and a local cluster run on. */
import { generate } from 'selfsigned'

export type Authority = { readonly key: string; readonly certificate: string }

const yearMs = 365 * 86_400_000
const strong = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const

/** For ten years. */
export async function authority(): Promise<Authority> {
  const made = await generate([{ name: 'commonName', value: 'membership-shop engines' }], {
    ...strong,
    notAfterDate: new Date(Date.now() + 10 * yearMs),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return { key: made.private, certificate: made.cert }
}

/** For a year and a month: of a server by these names, on this machine too. Servers of one cluster show it to each other. */
export async function serverCertificate(by: Authority, names: readonly string[]): Promise<Authority> {
  const made = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    ...strong,
    notAfterDate: new Date(Date.now() + yearMs + 31 * 86_400_000),
    ca: { key: by.key, cert: by.certificate },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...[...names, 'localhost'].map((value) => ({ type: 2, value }) as const),
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  return { key: made.private, certificate: made.cert }
}

/** In compose, and in the namespace `shop` of a cluster. */
export const serverNames = {
  nats: [...inCluster('nats'), ...inCluster('nats-headless'), ...servers('nats', 'nats-headless')],
  mongodb: [...inCluster('mongodb'), ...servers('mongodb', 'mongodb')],
} as const

function inCluster(name: string): string[] {
  return [name, `${name}.shop`, `${name}.shop.svc`, `${name}.shop.svc.cluster.local`]
}

/** Of a StatefulSet, each by a name of its own. */
function servers(name: string, service: string): string[] {
  return [0, 1, 2, 3, 4].flatMap((index) => inCluster(service).map((parent) => `${name}-${index}.${parent}`))
}
