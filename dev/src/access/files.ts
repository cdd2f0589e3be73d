import { mongoScript } from './mongo-users.ts'
import { natsConf } from './nats-conf.ts'

/** What is generated, by path; with the names of that EVENTS_NAMESPACE. */
export function accessFiles(namespace?: string): ReadonlyMap<string, string> {
  return new Map([
    ['deploy/nats/users.conf', natsConf(namespace)],
    ['k8s/components/nats/users.conf', natsConf(namespace)], // kustomize reads no file outside its folder
    ['deploy/mongo/users.js', mongoScript()],
    ['k8s/components/mongodb/users.js', mongoScript()],
  ])
}
