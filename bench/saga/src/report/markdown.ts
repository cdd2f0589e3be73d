/** The results as a person reads them; ../../README.md says what each column means. */
import type { Growth } from '../measures/growth.ts'
import type { Highest } from '../measures/highest.ts'
import type { Soak } from '../measures/soak.ts'
import type { Steady } from '../measures/steady.ts'
import type { BenchMachine } from '../machine.ts'
import type { BenchOptions } from '../options.ts'
import type { SagaFigures } from '../run.ts'
import { countTables } from './counts.ts'
import { table, type TableCell } from './table.ts'

export function markdown(machine: BenchMachine, options: BenchOptions, measured: readonly SagaFigures[]): string {
  const sections = [
    heading(machine, options),
    ...measured.map(described),
    section('Latency at a steady rate', rates(measured)),
    section('Where the time goes, ms', ...measured.flatMap(stepTables)),
    section('Highest rate held', heldRates(measured)),
    section('CPU of one order, ms', cpu(measured)),
    section('Requests of an order to the engines', ...measured.flatMap(countTables)),
    section('Growth', ...measured.flatMap(({ growth }) => (growth ? grown(growth) : []))),
    section('Memory, MB', memory(measured)),
    section('Books', books(measured)),
  ]
  return sections.filter(Boolean).join('\n\n')
}

function heading(machine: BenchMachine, options: BenchOptions): string {
  const { cpu, cores, memoryGiB, kernel, node, loadBefore, freeShare, commit, at } = machine
  const quiet = `load before the start ${loadBefore.toFixed(2)}, a busy loop got ${(100 * freeShare).toFixed(0)} % of a core`
  const { minutes, users, products, arrivals, seed } = options
  return [
    `# The order saga, ${at}, commit ${commit}`,
    '',
    `${cores} cores (${cpu}), ${memoryGiB} GiB, Linux ${kernel}, Node ${node}; ${quiet}.`,
    `${users} users, ${products} products, ${arrivals} arrivals, ${minutes} min each, seed ${seed}; the load generator runs on the same cores.`,
  ].join('\n')
}

function described({ name, settings, versions }: SagaFigures): string {
  const programs = Object.entries(versions).map(([program, version]) => `${program} ${version}`)
  return `**${name}**: ${[...settings, programs.join(', ')].join('; ')}.`
}

function section(title: string, ...bodies: readonly string[]): string {
  const there = bodies.filter(Boolean)
  return there.length > 0 ? [`## ${title}`, ...there].join('\n\n') : ''
}

const count = (refused: Readonly<Record<string, number>>): TableCell =>
  Object.entries(refused)
    .map(([code, times]) => `${times} ${code}`)
    .join(', ') || 0

const steadyHead = ['sent', 'done', 'refused', 'lost', 'p50 ms', 'p99 ms', 'max ms', 'answer p50', 'late p99', 'CPU ms']
function steadyRow({ sent, done, refused, lost, latency, answer, lateness, cpuMsPerOrder }: Steady): TableCell[] {
  const times = [latency.p50, latency.p99, latency.max, answer.p50, lateness.p99]
  return [sent, done, count(refused), lost, ...times, sum(cpuMsPerOrder)]
}

function rates(measured: readonly SagaFigures[]): string {
  const rows = measured.flatMap(({ name, rates: all }) =>
    all.map((each): TableCell[] => [name, each.ratePerSecond, ...steadyRow(each)]),
  )
  return rows.length > 0 ? table(['system', 'orders/s', ...steadyHead], rows) : ''
}

function stepTables({ name, rates: all }: SagaFigures): string[] {
  return all.flatMap(({ ratePerSecond, steps }) => {
    if (!steps) return []
    const rows = Object.entries(steps.steps).map(([step, { mean, p50, p99, max, tailMean }]): TableCell[] => [
      ...[step, mean, p50, p99, max, tailMean],
    ])
    const head = [`${name}, ${ratePerSecond} a second`, 'mean', 'p50', 'p99', 'max', 'mean of the slowest 1 %']
    return [table(head, rows)]
  })
}

function searches({ name, highest, hot }: SagaFigures): (readonly [string, Highest])[] {
  return [...(highest ? [[name, highest] as const] : []), ...(hot ? [[`${name}, one hot product`, hot] as const] : [])]
}

function heldRates(measured: readonly SagaFigures[]): string {
  const rows = measured.flatMap(searches).map(([name, { closed, held, tried }]): TableCell[] => {
    const shown = held ?? tried.at(-1)
    return [
      name,
      held?.ratePerSecond ?? 'none',
      closed.donePerSecond,
      closed.inFlight,
      ...(shown ? steadyRow(shown) : []),
    ]
  })
  return rows.length > 0 ? table(['system', 'held/s', 'closed loop/s', 'under way', ...steadyHead], rows) : ''
}

function cpu(measured: readonly SagaFigures[]): string {
  const columns = measured.flatMap((one) => {
    const best = searches(one)[0]
    const busiest = best ? (best[1].held ?? best[1].closed) : one.rates.at(-1)
    return busiest ? [{ name: one.name, ...busiest }] : []
  })
  const rows = columns.map(({ name, cpuMsPerOrder, generatorCpuMsPerOrder }): TableCell[] => {
    const parts = Object.entries(cpuMsPerOrder)
    const each = parts.map(([part, ms]) => `${part} ${ms.toFixed(2)}`).join(', ')
    return [name, sum(cpuMsPerOrder), generatorCpuMsPerOrder, each]
  })
  return rows.length > 0 ? table(['system', 'all parts', 'load generator', 'each part'], rows) : ''
}

function grown({ small, large, fillSeconds }: Growth): string[] {
  const stages = [small, large]
  const row = (what: string, of: (stage: Growth['small']) => number | null | undefined): TableCell[] => {
    const [before, after] = stages.map((stage) => of(stage) ?? null)
    return [what, before ?? null, after ?? null, before && after ? after / before : null]
  }
  const head = ['ms', ...stages.map(({ storedOrders }) => `${storedOrders} orders`), 'ratio']
  return [
    table(head, [
      row('placeOrder to DeliveryPrepared, p50', ({ placing }) => placing.latency.p50),
      row('placeOrder to DeliveryPrepared, p99', ({ placing }) => placing.latency.p99),
      ...Object.keys(large.pages).flatMap((page) => [
        row(`${page}, p50`, ({ pages }) => pages[page]?.p50),
        row(`${page}, p99`, ({ pages }) => pages[page]?.p99),
      ]),
    ]),
    `The orders between were placed in ${fillSeconds.toFixed(0)} s.`,
  ]
}

const megabytes = (bytes: number | undefined): TableCell => (bytes === undefined ? null : Math.round(bytes / 1e6))
const sum = (ofParts: Readonly<Record<string, number>>): number => Object.values(ofParts).reduce((a, b) => a + b, 0)

function memory(measured: readonly SagaFigures[]): string {
  const soaked = measured.some(({ soak }) => soak)
  const rows = measured.flatMap(({ name, idleMemory, soak }) => [
    ...Object.keys(idleMemory).map((part) => memoryRow(name, part, idleMemory[part], soak, (bytes) => bytes[part])),
    memoryRow(name, 'all', sum(idleMemory), soak, sum),
  ])
  const head = ['system', 'part', 'at the start']
  const later = soaked ? ['before the soak', 'a tenth in', 'at its end', 'most'] : []
  return table(
    [...head, ...later],
    rows.map((row) => [...row, ...later.map(() => null)].slice(0, head.length + later.length)),
  )
}

function memoryRow(
  name: string,
  part: string,
  idle: number | undefined,
  soak: Soak | null,
  of: (bytes: Soak['idle']) => number | undefined,
): TableCell[] {
  const later = soak ? [soak.idle, soak.early, soak.late, soak.max].map((bytes) => megabytes(of(bytes))) : []
  return [name, part, megabytes(idle), ...later]
}

function books(measured: readonly SagaFigures[]): string {
  const rows = measured.map(({ name, books: { accepted, done, unitsSold } }): TableCell[] => [
    name,
    accepted,
    done,
    unitsSold ?? 'not known',
    unitsSold === null ? 'not known' : accepted === done && done === unitsSold ? 'yes' : 'NO',
  ])
  return table(['system', 'orders taken on', 'deliveries prepared', 'units sold', 'all once'], rows)
}
