/** The environment in which engines written in Go run. */
import { availableParallelism } from 'node:os'

/**
 * An engine shares the machine with the shop that it serves, and does a little at a time: with as many threads as there are cores, a
 * message wakes one after another of them. On two cores a single one answers a tenth sooner.
 */
export function goRuntime(cores = availableParallelism()): { readonly GOMAXPROCS: string } {
  return { GOMAXPROCS: String(Math.max(1, Math.floor(cores / 2))) }
}

/** Of a server that keeps little in memory: a heap of a few megabytes would be collected after every few dozen commands. */
export const smallHeap = { GOGC: '400' } as const
