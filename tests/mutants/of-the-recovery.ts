/** The guards of backup, restore and recover. */

import type { Mutant } from './mutant.ts'

export const ofTheRecovery: readonly Mutant[] = [
  {
    name: 'a service begins while its database is being restored',
    file: 'subgraph-server/src/resources.ts',
    find: '  await untilRestored(mongo, { log, signal })\n',
    replace: '',
    tests: ['tests/component/restored'],
  },
  {
    name: 'a restore that was interrupted leaves no sign',
    file: 'recovery/src/restore.ts',
    find: '  await markRestoring(mongo, source)\n',
    replace: '',
    tests: ['tests/recovery/restore'],
  },
  {
    name: 'a document of a time that a restore has undone is brought forward from where it stands',
    file: 'recovery/src/roll-forward.ts',
    find: '(caused.get(at) ?? operation) !== operation',
    replace: "(caused.get(at) ?? '') === operation + '?'",
    tests: ['tests/recovery/forked'],
  },
  {
    name: 'a service that is paused does not keep a restore from beginning',
    file: 'recovery/src/restore.ts',
    find: '    if (await isPresent(nats, streams.names.presenceOf(service))) running.add(service)\n',
    replace: '    if (service.length === 0) running.add(String(await isPresent(nats, service)))\n',
    tests: ['tests/recovery/restore'],
  },
  {
    name: 'an effect is restored without its cause',
    file: 'recovery/src/consistent-cut.ts',
    find: 'if (orphans.length === 0) return this.#cut',
    replace: 'if (orphans.length >= 0) return this.#cut',
    tests: ['recovery/src/consistent-cut'],
  },
  {
    name: "a dump is dated by the operator's clock",
    file: 'recovery/src/backup.ts',
    find: 'const begun = await timeIn(mongo)',
    replace: 'const begun = new Date()',
    tests: ['tests/recovery/backup'],
  },
  {
    name: 'what was lost with a young stream is filled as far back as the stream keeps events',
    file: 'recovery/src/recover.ts',
    find: 'createdAt.getTime() > oldest',
    replace: 'createdAt.getTime() < 0',
    tests: ['tests/recovery/recover'],
  },
  {
    name: 'a stream that is made anew forgets what its operator has set',
    file: 'events/src/messaging/streams.ts',
    find: 'await add(manager, { ...config, ...changesBy(',
    replace: 'await add(manager, { name: config.name, subjects: config.subjects, ...changesBy(',
    tests: ['tests/recovery/restore', 'tests/events/streams'],
  },
  {
    name: 'only events of logs come back to a stream',
    file: 'events/src/history/mongo-history.ts',
    find: 'filter(({ occurredAt }) => occurredAt >= from)',
    replace: "filter(({ occurredAt }) => occurredAt < '')",
    tests: ['tests/recovery/recover', 'tests/events/history'],
  },
  {
    name: 'after its swap a rebuild fails where MongoDB does',
    file: 'events/src/projections/rebuild.ts',
    find: 'if (!isOutage(error)) throw error',
    replace: 'throw error',
    tests: ['tests/recovery/rebuild'],
  },
  {
    name: 'half of a database that is being restored is backed up',
    file: 'recovery/src/backup.ts',
    find: '  if (from !== undefined)\n',
    replace: "  if (from === '')\n",
    tests: ['tests/recovery/restore'],
  },
  {
    name: 'backups that hold nothing push out older ones',
    file: 'recovery/src/prune.ts',
    find: 'if (!isEmpty) newer += 1',
    replace: 'newer += isEmpty ? 1 : 1',
    tests: ['tests/recovery/prune'],
  },
]
