/** Where NATS is. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const parts = z.object({ nats: z.object({ url: z.string() }) })

/** NATS_URL, else what the running shop says of itself; undefined where neither tells. */
export async function natsUrl(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  if (env['NATS_URL']) return env['NATS_URL']
  const text = await readFile(path.join(env['DATA_DIR'] || '.data', 'parts.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const read = parts.safeParse(jsonOf(text))
  return read.success ? read.data.nats.url : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
