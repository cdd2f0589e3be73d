/** What a subject says, without reading its message: see StreamNames. */

/** The event's type. */
export function typeIn(subject: string): string | undefined {
  return subject.split('.')[2]
}

/** The aggregate's id. */
export function aggregateIdIn(subject: string): string | undefined {
  return subject.split('.')[3]
}

/** The kind of aggregate; of a dead letter, the service. */
export function aggregateIn(subject: string): string | undefined {
  return subject.split('.')[1]
}
