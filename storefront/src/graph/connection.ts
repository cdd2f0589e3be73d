/** Whether the live connection stands. */
import { useSyncExternalStore } from 'react'

let lost = false
const listeners = new Set<() => void>()

export function connectionIsLost(now: boolean): void {
  if (lost === now) return
  lost = now
  for (const listener of listeners) listener()
}

export const connectionStands = (): boolean => !lost

export function onConnection(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(onConnection, () => lost)
}
