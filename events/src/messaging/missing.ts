/** What only an administrator of NATS may make is not there. */
export class Missing extends Error {
  constructor(what: string) {
    super(`NATS has not ${what}, and EVENTS_ADMIN is off: npm run streams makes it`)
    this.name = 'Missing'
  }
}
