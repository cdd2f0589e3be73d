/** A process of the shop, as the supervisor knows it. */
import type { Command } from '../process/command.ts'

export type ServiceAddress = { readonly name: string; readonly url: string }

export type ProcessSpec = {
  readonly name: string
  readonly url: string // where others reach it
  readonly serves?: readonly ServiceAddress[] // the services that it runs, where those are several
  readonly after: readonly string[] // the processes that must be ready before it starts
  readonly command: Command
  readonly prepare?: () => Promise<void> // before every start
  readonly cleanUp?: () => Promise<void> // after it was stopped
  readonly isReady: () => Promise<boolean>
  readonly readyWithinMs: number
  readonly stopWithinMs: number // then it is killed
  readonly shows?: (line: string) => boolean // which of its lines a person should see; all by default
}

/** What runs in it, and where others reach that. */
export function addressesOf({
  name,
  url,
  serves,
}: Pick<ProcessSpec, 'name' | 'url' | 'serves'>): readonly ServiceAddress[] {
  return serves ?? [{ name, url }]
}
