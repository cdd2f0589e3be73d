/** What only an administrator of NATS may make is not there. */
export class MissingStreamObject extends Error {
  constructor(what: string) {
    super(`NATS has not ${what}, and EVENTS_ADMIN is off: npm run streams makes it`)
    this.name = 'Missing'
  }
}
