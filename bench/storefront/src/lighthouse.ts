/** Lighthouse's judgement of a page, as on a phone: its throttling is simulated, so that it depends less on what else the machine does. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { z } from 'zod'
import { installIn } from '../../router/src/install.ts'

const peers = path.join(projectRoot, 'bench', 'storefront', 'peers')
const score = z.object({ score: z.number().nullable() })
const milliseconds = z.object({ numericValue: z.number().optional() })
const Report = z.object({
  categories: z.object({ performance: score, accessibility: score, 'best-practices': score }),
  audits: z.object({
    'first-contentful-paint': milliseconds,
    'largest-contentful-paint': milliseconds,
    'total-blocking-time': milliseconds,
    'cumulative-layout-shift': milliseconds,
  }),
})
export type LighthouseScores = z.infer<typeof Report>

export const installLighthouse = (): Promise<void> => installIn(peers, 'Lighthouse (once, about a minute)')

/** `port`: where a browser is debugged that is logged in already. */
export async function audit(url: string, port: number, folder: string): Promise<LighthouseScores> {
  const file = path.join(folder, 'lighthouse.json')
  await run({
    file: process.execPath,
    args: [
      path.join(peers, 'node_modules', 'lighthouse', 'cli', 'index.js'),
      ...[url, `--port=${port}`, '--output=json', `--output-path=${file}`, '--disable-storage-reset', '--quiet'],
      ...['--only-categories=performance,accessibility,best-practices', '--form-factor=mobile'],
      '--no-enable-error-reporting',
    ],
    cwd: folder,
  })
  return Report.parse(JSON.parse(await readFile(file, 'utf8')))
}
