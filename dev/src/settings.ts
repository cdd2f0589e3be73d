/** What the launcher reads from the environment; what it does not know goes on to the services as it is. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ConfigError, readConfig } from '@shop/platform/config.ts'
import { natsSettings, natsUrl, type NatsSettings } from '@shop/platform/nats-settings.ts'
import { z } from 'zod'
import { Obstacle } from './obstacle.ts'
import { projectRoot } from './project.ts'

export const devSettings = z.object({
  NODE_ENV: z.enum(['development', 'test']).default('development').meta({
    expected:
      'development or test: this starts a development shop, never a production one (see docker-compose.yml, k8s/)',
  }),
  DATA_DIR: z.string().default('.data').meta({ expected: 'the folder of everything that outlives a start' }),
  PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(4000)
    .meta({ expected: "the router's port, from 1 to 65535" }),
  MONGODB_URI: z.string().optional().meta({ expected: 'a running MongoDB, instead of one started here', secret: true }),
  MONGODB_DATABASE: z.string().default('shop').meta({ expected: "the database's name" }),
  ...natsSettings,
  NATS_URL: natsUrl()
    .optional()
    .meta({ expected: 'a running NATS with JetStream, instead of one started here', secret: true }),
  PROMETHEUS: z.string().optional().meta({ expected: 'a prometheus program, instead of that on the PATH' }),
  PROMTOOL: z.string().optional().meta({ expected: 'a promtool program, instead of that on the PATH' }),
})

export type DevSettings = z.output<typeof devSettings>

/** From .env, where there is one, and the environment, which wins. DATA_DIR is made absolute, from the project's folder. */
export function readDevSettings(): DevSettings {
  const file = path.join(projectRoot, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  try {
    const settings = readConfig(devSettings, process.env)
    return { ...settings, DATA_DIR: path.resolve(projectRoot, settings.DATA_DIR) }
  } catch (error) {
    throw error instanceof ConfigError ? new Obstacle(error.problems.join('\n')) : error
  }
}

/** The NATS that runs already; undefined where one is to be started. */
export function givenNats({ NATS_URL, ...settings }: DevSettings): NatsSettings | undefined {
  return NATS_URL === undefined ? undefined : { ...settings, NATS_URL }
}
