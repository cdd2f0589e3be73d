/** What network policies say of ports, against what the pods that they name listen on. */
import { z } from 'zod'
import { ofKind, titleOf, workloads, type Resource } from './resource.ts'

const Port = z.object({ port: z.union([z.string(), z.number()]), endPort: z.number().optional() })
const Labels = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z.array(z.object({ key: z.string(), values: z.array(z.string()) })).default([]),
})
const Peer = z.looseObject({ podSelector: Labels.optional() })
const ports = z.array(Port).default([])
const Policy = z.looseObject({
  podSelector: Labels,
  ingress: z.array(z.looseObject({ ports })).default([]),
  egress: z.array(z.looseObject({ to: z.array(Peer).default([]), ports })).default([]),
})
type PodLabels = z.infer<typeof Labels>

/** For each rule of each policy, the pods it leads to: a subgraph whose port is left out is unreachable. */
export function portsLeftOut(resources: readonly Resource[]): string[] {
  return eachRule(resources, (title, selector, allowed) => {
    const http = listening(resources, selector).filter(({ name }) => name === 'http')
    return allowed.length === 0
      ? []
      : http
          .filter((one) => !allowed.some((port) => covers(port, one)))
          .map(({ of, containerPort }) => `${title}: leaves out ${of} at ${containerPort}`)
  })
}

/** kube-router numbers such a name's ports anew each time, sets before rules: between the two they are each other's. */
export function namesOfSeveralPorts(resources: readonly Resource[]): string[] {
  return eachRule(resources, (title, selector, allowed) =>
    allowed.flatMap(({ port }) => {
      const named = listening(resources, selector).filter(({ name }) => name === port)
      const numbers = new Set(named.map(({ containerPort }) => containerPort))
      return numbers.size > 1 ? [`${title}: ${port} is ${[...numbers].join(', ')}`] : []
    }),
  )
}

type LookAtPolicyRule = (title: string, selector: PodLabels, allowed: readonly z.infer<typeof Port>[]) => string[]

function eachRule(resources: readonly Resource[], look: LookAtPolicyRule): string[] {
  return ofKind(resources, 'NetworkPolicy').flatMap((policy) => {
    const { podSelector, ingress, egress } = Policy.parse(policy.spec)
    return [
      ...ingress.flatMap((rule) => look(titleOf(policy), podSelector, rule.ports)),
      ...egress.flatMap(({ to, ports: allowed }) =>
        to.flatMap((peer) => (peer.podSelector ? look(titleOf(policy), peer.podSelector, allowed) : [])),
      ),
    ]
  })
}

type Listening = { readonly of: string; readonly name: string; readonly containerPort: number }

function listening(resources: readonly Resource[], { matchLabels, matchExpressions }: PodLabels): Listening[] {
  return workloads(resources)
    .filter(({ labels }) => Object.entries(matchLabels).every(([key, value]) => labels[key] === value))
    .filter(({ labels }) => matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')))
    .flatMap((one) => one.pod.containers.flatMap((each) => each.ports.map((port) => ({ ...port, of: titleOf(one) }))))
}

function covers({ port, endPort }: z.infer<typeof Port>, { name, containerPort }: Listening): boolean {
  if (typeof port === 'string') return port === name
  return containerPort >= port && containerPort <= (endPort ?? port)
}
