/** Prometheus and its promtool, each from the first of these: PROMETHEUS and PROMTOOL, the PATH, Debian's package. */
import path from 'node:path'
import { findOnPath } from '../process/path.ts'
import type { ProgressStep } from '../progress.ts'
import { readDevSettings } from '../settings.ts'
import { cached } from './cache.ts'
import { addLauncher, unpackPackages, whyNoDebian } from './debian.ts'

const programs = ['prometheus', 'promtool'] as const

export type Prometheus = Readonly<Record<(typeof programs)[number], string>>

/** The programs, or why there are none: nothing but a proof of what is shown needs them. */
export async function prometheus(step: ProgressStep): Promise<Prometheus | { readonly missing: string }> {
  const { PROMETHEUS, PROMTOOL } = readDevSettings()
  const server = PROMETHEUS ?? findOnPath('prometheus')
  const tool = PROMTOOL ?? findOnPath('promtool')
  if (server && tool) return { prometheus: server, promtool: tool }
  const why = await whyNoDebian()
  if (why) return { missing: `prometheus and promtool are not on PATH, and ${why}; set PROMETHEUS and PROMTOOL` }
  const folder = await cached('prometheus-debian', async (root) => {
    await unpackPackages(root, ['prometheus'], step)
    for (const program of programs) await addLauncher(root, `usr/bin/${program}`)
  })
  return { prometheus: path.join(folder, 'usr/bin/prometheus'), promtool: path.join(folder, 'usr/bin/promtool') }
}
