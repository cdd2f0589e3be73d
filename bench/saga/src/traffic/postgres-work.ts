/** What PostgreSQL has done, where it stands behind the MongoDB protocol. */
import { askPostgres } from '@shop/dev/engines/ferretdb.ts'
import { z } from 'zod'

const Counters = z.object({
  transactions: z.number(),
  'rows inserted': z.number(),
  'rows updated': z.number(),
  'of these, in their page (HOT)': z.number(),
  'rows deleted': z.number(),
  'WAL records': z.number(),
  'WAL bytes': z.number(),
  'whole pages in the WAL': z.number(),
})
export type PostgresWork = z.output<typeof Counters>

/** Statistics of a session come within a second after its transactions. */
const query = `
  SELECT json_build_object(
    'transactions', (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
    'rows inserted', sum(n_tup_ins), 'rows updated', sum(n_tup_upd),
    'of these, in their page (HOT)', sum(n_tup_hot_upd), 'rows deleted', sum(n_tup_del),
    'WAL records', (SELECT wal_records FROM pg_stat_wal), 'WAL bytes', (SELECT wal_bytes FROM pg_stat_wal),
    'whole pages in the WAL', (SELECT wal_fpi FROM pg_stat_wal))
  FROM pg_stat_user_tables WHERE schemaname = 'documentdb_data'`

export async function postgresWork(url: string): Promise<PostgresWork> {
  return Counters.parse(JSON.parse(await askPostgres(url, query)))
}

export function eachCounter(value: (name: keyof PostgresWork) => number): PostgresWork {
  return Counters.parse(Object.fromEntries(Counters.keyof().options.map((name) => [name, value(name)])))
}
