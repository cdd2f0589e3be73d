import { mongoScript } from './mongo-users.ts'
import { natsConf } from './nats-conf.ts'

/** What is generated, by path. */
export function accessFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['deploy/nats/users.conf', natsConf()],
    ['k8s/components/nats/users.conf', natsConf()], // kustomize reads no file outside its folder
    ['deploy/mongo/users.js', mongoScript()],
    ['k8s/components/mongodb/users.js', mongoScript()],
  ])
}
