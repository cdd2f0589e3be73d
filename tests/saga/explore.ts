/** Breadth-first over all worlds of a model; what it finds wrong comes with the shortest way there. */
import type { Model, ModelState } from './model.ts'
import { Worlds } from './worlds.ts'

export type ExplorationReport = {
  readonly worlds: number
  readonly steps: number
  /** Worlds in which nothing is left to happen by itself. */
  readonly ends: number
  /** The first thing that is wrong, with what led there; undefined: nothing. */
  readonly flaw: string | undefined
}

/** What is wrong with a world, with a step between two, with an end; undefined: nothing. */
export type Laws = {
  readonly always: (seen: ModelState) => string | undefined
  readonly between: (before: ModelState, after: ModelState) => string | undefined
  readonly atEnd: (seen: ModelState) => string | undefined
}

export function explore(model: Model, laws: Laws, maxWorlds = 3_000_000): ExplorationReport {
  const worlds = new Worlds()
  const from: number[] = [-1]
  const freeFrom: number[] = []
  const freeTo: number[] = []
  let steps = 0
  let ends = 0
  let flaw: string | undefined
  worlds.number(model.start)
  for (let number = 0; number < worlds.size && !flaw; number++) {
    const world = worlds.at(number)
    const seen = model.see(world)
    flaw = complain(laws.always(seen), number)
    let moves = 0
    model.forEachStep(world, (next, free) => {
      steps++
      const size = worlds.size
      const to = worlds.number(next)
      if (to === size) from[to] = number
      flaw ??= complain(laws.between(seen, model.see(next)), to)
      if (!free) return
      moves++
      freeFrom.push(number)
      freeTo.push(to)
    })
    if (moves === 0) {
      ends++
      flaw ??= complain(laws.atEnd(seen), number)
    }
    if (worlds.size > maxWorlds) flaw ??= `more than ${maxWorlds} worlds`
  }
  const round = flaw ? undefined : onRound(worlds.size, freeFrom, freeTo)
  if (round !== undefined) flaw = complain('messages go round for ever', round)
  return { worlds: worlds.size, steps, ends, flaw }

  function complain(wrong: string | undefined, number: number): string | undefined {
    if (!wrong) return undefined
    const way: string[] = []
    for (let at = number; at > 0; at = from[at] ?? 0) way.unshift(`  ${stepTo(at)}`)
    return [wrong, ...way, JSON.stringify(model.see(worlds.at(number)))].join('\n')
  }

  function stepTo(number: number): string {
    const steps: string[] = []
    model.forEachStep(worlds.at(from[number] ?? 0), (next, _, what) => {
      if (worlds.number(next) === number) steps.push(what())
    })
    return steps[0] ?? 'somehow'
  }
}

/** A world that the free steps lead round to; undefined: they all come to an end (Kahn 1962: take away what nothing leads to). */
function onRound(size: number, from: readonly number[], to: readonly number[]): number | undefined {
  const incoming = new Int32Array(size)
  const first = new Int32Array(size + 1)
  from.forEach((at, i) => {
    first[at + 1] = (first[at + 1] ?? 0) + 1
    const end = to[i] ?? 0
    incoming[end] = (incoming[end] ?? 0) + 1
  })
  for (let at = 0; at < size; at++) first[at + 1] = (first[at + 1] ?? 0) + (first[at] ?? 0)
  const open: number[] = []
  incoming.forEach((count, at) => count === 0 && open.push(at))
  let taken = 0
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    taken++
    for (let i = first[at] ?? 0; i < (first[at + 1] ?? 0); i++) {
      const end = to[i] ?? 0
      incoming[end] = (incoming[end] ?? 0) - 1
      if (incoming[end] === 0) open.push(end)
    }
  }
  return taken === size ? undefined : incoming.findIndex((count) => count > 0)
}
