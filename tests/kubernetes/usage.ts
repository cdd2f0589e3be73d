/** What each process takes under the present load, and whether its memory request is enough. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Kubectl } from './kubectl.ts'
import type { ProofReport } from './report.ts'

const SAMPLES = 3
const BETWEEN_MS = 15_000 // a metrics-server looks about that often
const MIB = 2 ** 20
const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: MIB, Gi: 2 ** 30 }

type PartUsage = { readonly cpu: number[]; memory: number /* MiB, the highest of its pods */; requestsMiB: number }

export async function usage(report: ProofReport, kubectl: Kubectl): Promise<void> {
  await report.step('what they take under that load', async () => {
    const missing = await kubectl.refusal('top', 'pods')
    if (missing !== undefined) return ['this cluster measures no pods (kubectl top)', 'not shown']
    const parts = new Map<string, PartUsage>()
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      await delay(BETWEEN_MS)
      await look(kubectl, parts)
    }
    const sorted = [...parts].toSorted(([, a], [, b]) => mean(b.cpu) - mean(a.cpu))
    const seen = sorted.map(([name, { cpu, memory }]) => `${name} ${mean(cpu)} m, ${memory} Mi`).join('; ')
    const short = sorted.filter(([, { memory, requestsMiB }]) => memory > requestsMiB)
    const overRequest = short.map(([name, { requestsMiB }]) => `${name} requests ${requestsMiB} Mi`)
    return [[seen, ...overRequest].join('; '), short.length === 0]
  })
}

const PODS = String.raw`{range .items[*]}{.metadata.name} {.metadata.labels.app\.kubernetes\.io/name} {.spec.containers[*].resources.requests.memory}{"\n"}{end}`

async function look(kubectl: Kubectl, parts: Map<string, PartUsage>): Promise<void> {
  const pods = new Map(
    (await rows(kubectl, 'get', 'pods', '-o', `jsonpath=${PODS}`)).map(([pod, ...rest]) => [pod, rest]),
  )
  const now = new Map<string, number>()
  for (const [pod, cpu = '', memory = ''] of await rows(kubectl, 'top', 'pods', '--no-headers')) {
    const [name, ...requests] = pods.get(pod) ?? []
    if (name === undefined) continue
    const part = parts.get(name) ?? { cpu: [], memory: 0, requestsMiB: 0 }
    parts.set(name, part)
    now.set(name, (now.get(name) ?? 0) + Number.parseInt(cpu, 10))
    part.memory = Math.max(part.memory, mebibytes(memory))
    part.requestsMiB = requests.reduce((sum, each) => sum + mebibytes(each), 0)
  }
  for (const [name, cpu] of now) parts.get(name)?.cpu.push(cpu)
}

async function rows(kubectl: Kubectl, ...args: readonly string[]): Promise<string[][]> {
  return (await kubectl.run(...args)).split('\n').map((line) => line.trim().split(/\s+/))
}

function mebibytes(quantity: string): number {
  return Math.round((Number.parseInt(quantity, 10) * (units[quantity.replace(/^\d+/, '')] ?? 1)) / MIB)
}

function mean(values: readonly number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)
}
