import type { EventStreams } from './connection.ts'

/**
 * How many dead letters each service has; one that has none is not in it.
 *
 * @example
 * const ofBilling = (await deadLetterCounts(streams)).get('billing') ?? 0
 */
export async function deadLetterCounts({
  manager,
  names,
}: Pick<EventStreams, 'manager' | 'names'>): Promise<ReadonlyMap<string, number>> {
  const { state } = await manager.streams.info(names.deadLetters, { subjects_filter: names.allDeadLetters })
  const counts = new Map<string, number>()
  for (const [subject, count] of Object.entries(state.subjects ?? {})) {
    const service = subject.split('.')[1] ?? ''
    counts.set(service, (counts.get(service) ?? 0) + count)
  }
  return counts
}
