/** Where NATS is. */

import { readConfig } from '@shop/platform/config.ts'
import { type NatsSettings, natsSettings } from '@shop/platform/nats-settings.ts'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const parts = z.object({ nats: z.object({ url: z.string() }) })

/** NATS_URL with the settings beside it, else what the running shop says of itself; undefined where neither tells. */
export async function natsAddress(
  env: Readonly<Record<string, string | undefined>>,
): Promise<NatsSettings | undefined> {
  if (env['NATS_URL'] || env['NATS_URL_FILE']) return readConfig(z.object(natsSettings), env)
  const told = await ofTheRunningShop(env)
  return told === undefined ? undefined : readConfig(z.object(natsSettings), { ...env, NATS_URL: told })
}

async function ofTheRunningShop(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
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
