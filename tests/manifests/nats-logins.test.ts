/** Logins of NATS: every workload has its own user and no other password, and every user is known to NATS. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { contract } from '@shop/contract/catalog.ts'
import { passwordVariable } from '@shop/dev/access/nats-conf.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { describeRendered } from './rendered.ts'
import { ofKind, readResources, titleOf, workloads, type Resource, type WorkloadResource } from './resource.ts'
import { ownVariables } from './settings.ts'

const usersConf = readFileSync(path.join(projectRoot, 'deploy/nats/users.conf'), 'utf8')
const users = [...usersConf.matchAll(/user: (\w+)\s+password: \$(\w+)/g)].map(([, name = '', variable = '']) => ({
  ...{ name, variable },
}))
const passwords = 'nats-passwords'

/** Those with a login, by the label that network policies let them to NATS by. */
function clients(resources: readonly Resource[]): WorkloadResource[] {
  const components = ['subgraph', 'recovery', 'streams']
  return workloads(resources).filter(({ labels }) => components.includes(labels['app.kubernetes.io/component'] ?? ''))
}

/** Who each is to be. */
function userOf({ labels }: WorkloadResource): string {
  const name = labels['app.kubernetes.io/name'] ?? ''
  return labels['app.kubernetes.io/component'] === 'subgraph' ? name : 'admin'
}

/** What is wrong about a workload's login, one line each. */
function wrongLogins(resources: readonly Resource[]): string[] {
  return clients(resources).flatMap((workload) => {
    const user = userOf(workload)
    const [container, ...more] = [...workload.pod.containers, ...workload.pod.initContainers]
    if (!container || more.length > 0) return [`${titleOf(workload)}: not one container`]
    const given = ownVariables(container)
    const keys = container.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
    return [
      ...(given['NATS_USER'] === user ? [] : [`logs in as ${given['NATS_USER']}`]),
      ...(given['NATS_PASSWORD'] === passwordVariable(user) ? [] : [`its password is ${given['NATS_PASSWORD']}`]),
      ...keys.filter(({ key }) => key !== passwordVariable(user)).map(({ key }) => `gets ${key}`),
    ].map((problem) => `${titleOf(workload)}: ${problem}`)
  })
}

/** All passwords at once are the server's alone. */
function holdersOfAll(resources: readonly Resource[]): string[] {
  return workloads(resources)
    .filter(({ pod }) => {
      const whole = [...pod.containers, ...pod.initContainers].some(({ envFrom }) =>
        envFrom.some(({ secretRef }) => secretRef?.name === passwords),
      )
      return whole || JSON.stringify(pod.volumes).includes(passwords)
    })
    .map(titleOf)
}

const hasJob = (resources: readonly Resource[]): boolean =>
  ofKind(resources, 'Job').some(({ metadata }) => metadata.name === 'streams')

test('NATS knows the subgraphs, the router and an administrator, each with a password of its own', () => {
  expect(users.map(({ name }) => name)).toEqual([...contract.services, 'router', 'admin'])
  expect(users.map(({ variable }) => variable)).toEqual(users.map(({ name }) => passwordVariable(name)))
})

test('who makes the Secrets by hand, as docs/kubernetes.md says, makes one for each subgraph and a password for each user', () => {
  const document = readFileSync(path.join(projectRoot, 'docs/kubernetes.md'), 'utf8')
  const loops = [...document.matchAll(/for (\w+) in ([\w ]+);/g)].map(([, each, list = '']) => [each, list.split(' ')])
  const variables = [...users.map(({ name }) => name), 'route'].map((name) => name.toUpperCase())
  expect(loops).toEqual([
    ['name', [...contract.services]],
    ['user', variables],
  ])
})

test('a login that is another’s is found', () => {
  const careless = readResources(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: pay }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/name: pay, app.kubernetes.io/component: subgraph } }
    spec:
      volumes: [{ name: all, secret: { secretName: nats-passwords } }]
      containers:
        - name: pay
          image: shop:1
          env:
            - { name: NATS_USER, value: order }
            - { name: NATS_PASSWORD, valueFrom: { secretKeyRef: { name: nats-passwords, key: NATS_ORDER_PASSWORD } } }
`)
  expect(wrongLogins(careless)).toEqual([
    'Deployment pay: logs in as order',
    'Deployment pay: its password is NATS_ORDER_PASSWORD',
    'Deployment pay: gets NATS_ORDER_PASSWORD',
  ])
  expect(holdersOfAll(careless)).toEqual(['Deployment pay'])
})

await describeRendered((resources) => {
  test('every workload logs in as itself, and has no other’s password', () => {
    expect(wrongLogins(resources)).toEqual([])
    expect(new Set(clients(resources).map(userOf))).toEqual(new Set([...contract.services, 'admin']))
  })

  test('only NATS has all passwords', () => expect(holdersOfAll(resources)).toEqual(['StatefulSet nats']))

  test('NATS reads the users that npm run access has written', () => {
    const [config] = ofKind(resources, 'ConfigMap').filter(({ data }) => data?.['nats.conf'] !== undefined)
    expect(config?.data?.['users.conf']).toBe(usersConf)
    expect(config?.data?.['nats.conf']).toMatch(/^include "users\.conf"$/m)
  })

  test('no server takes another that has no password', () => {
    const config = ofKind(resources, 'ConfigMap').find(({ data }) => data?.['nats.conf'] !== undefined)
    const [, cluster] = /^cluster {\n([^]*?)\n}/m.exec(config?.data?.['nats.conf'] ?? '') ?? []
    if (cluster === undefined) return
    expect(cluster).toContain('authorization { user: route, password: $NATS_ROUTE_PASSWORD }')
    const [server] = workloads(resources).filter(({ metadata }) => metadata.name === 'nats')
    const given = server?.pod.containers[0] ? ownVariables(server.pod.containers[0]) : {}
    const read = [...cluster.matchAll(/\$(\w+)/g)].map(([, name = '']) => name)
    expect(read.filter((name) => given[name] === undefined)).toEqual([])
    // The cluster fills in what stands further up alone.
    const names = Object.keys(given)
    expect(names.indexOf('NATS_ROUTE_PASSWORD')).toBeLessThan(names.indexOf('NATS_ROUTE_0'))
    expect(read).toHaveLength(1 + Number(server?.spec['replicas']))
  })

  test('a Job makes the streams, and no subgraph may', () => {
    expect(hasJob(resources)).toBe(true)
    const subgraphs = clients(resources).filter(({ kind }) => kind === 'Deployment')
    const able = subgraphs.filter(({ pod }) =>
      pod.containers.some((container) => ownVariables(container)['EVENTS_ADMIN'] !== 'off'),
    )
    expect(able.map(titleOf)).toEqual([])
  })

  test('what an administrator does is not kept from it', () => {
    const admins = clients(resources).filter((workload) => userOf(workload) === 'admin')
    const kept = admins.filter(({ pod }) =>
      pod.containers.some((container) => ownVariables(container)['EVENTS_ADMIN'] === 'off'),
    )
    expect(kept.map(titleOf)).toEqual([])
  })

  test('every Job can be applied again: it goes by itself when it has ended', () => {
    const ttls = ofKind(resources, 'Job').map(({ spec }) => spec['ttlSecondsAfterFinished'])
    expect(new Set(ttls)).toEqual(new Set([60]))
  })

  test('the policies let exactly the workloads with a login reach NATS', () => {
    const policies = ofKind(resources, 'NetworkPolicy')
    if (policies.length === 0) return
    const [nats] = policies.filter(({ metadata }) => metadata.name === 'nats')
    const wanted = new Set(clients(resources).map(({ labels }) => labels['app.kubernetes.io/component']))
    const values = /"values":(\[[^\]]*\])/.exec(JSON.stringify(nats?.spec))?.[1] ?? '[]'
    const allowed: unknown = JSON.parse(values)
    expect(allowed).toEqual(expect.arrayContaining([...wanted]))
  })
})
