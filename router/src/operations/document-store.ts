import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Runtime } from '@shop/platform/runtime.ts'
import type { RouterConfig } from '../config.ts'
import { watchTextFile } from '../watched-file.ts'
import type { DocumentStore } from './persisted.ts'
import { PersistedQueries } from './persisted.ts'
import { Safelist } from './safelist.ts'

/**
 * Automatic persisted queries; or a safelist, where a manifest is given. Its file is watched: one that cannot be read later
 * is logged, and the present one is kept. Rejects where there is none to begin with.
 */
export async function createDocumentStore({ config, log, shutdown }: Runtime<RouterConfig>): Promise<DocumentStore> {
  const persisted = new PersistedQueries(config.PERSISTED_QUERY_BYTES)
  if (config.SAFELIST === undefined) return persisted
  const file = path.resolve(process.env['INIT_CWD'] ?? '', config.SAFELIST)
  try {
    const text = await readFile(file, 'utf8')
    const safelist = new Safelist(text, config.SAFELIST_MODE, persisted, log)
    const stop = watchTextFile(file, text, (changed) => {
      try {
        safelist.replace(changed)
        log.info({ operations: safelist.size }, 'another safelist')
      } catch (err) {
        log.error({ err }, 'a safelist cannot be read; the present one stays')
      }
    })
    shutdown.signal.addEventListener('abort', stop)
    return safelist
  } catch (error) {
    throw new Error(`SAFELIST: ${file} is no manifest of persisted operations, Apollo's or Relay's`, { cause: error })
  }
}
