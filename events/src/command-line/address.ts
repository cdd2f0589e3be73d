/** Where NATS is. */

import { readConfig } from '@shop/platform/config.ts'
import { type NatsSettings, natsSettings } from '@shop/platform/nats-settings.ts'
import { eventsSettings } from '../settings.ts'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

export type StreamsAddress = NatsSettings & { readonly EVENTS_NAMESPACE?: string | undefined }

const { EVENTS_NAMESPACE } = eventsSettings
const address = z.object({ ...natsSettings, EVENTS_NAMESPACE })
const ProcessFile = z.object({ nats: z.object({ url: z.string() }) })

/** NATS_URL with the settings beside it, else the address that `npm start` has written; undefined where there is neither. */
export async function natsAddress(
  env: Readonly<Record<string, string | undefined>>,
): Promise<StreamsAddress | undefined> {
  if (env['NATS_URL'] || env['NATS_URL_FILE']) return readConfig(address, env)
  const found = await ofWhatRuns(env)
  return found === undefined ? undefined : readConfig(address, { ...env, NATS_URL: found })
}

async function ofWhatRuns(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const text = await readFile(path.join(env['DATA_DIR'] || '.data', 'processes.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const read = ProcessFile.safeParse(jsonOf(text))
  return read.success ? read.data.nats.url : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
