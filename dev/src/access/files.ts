import { mongoScript } from './mongo-users.ts'
import { natsConf } from './nats-conf.ts'

/** What is generated, by path. */
export function accessFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['deploy/nats/users.conf', natsConf()],
    ['deploy/mongo/users.js', mongoScript()],
  ])
}
