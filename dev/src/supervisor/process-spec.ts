/** A process of the shop, as the supervisor knows it. */
import type { Command } from '../process/command.ts'

export type ProcessSpec = {
  readonly name: string
  readonly url: string // where others reach it
  readonly after: readonly string[] // the processes that must be ready before it starts
  readonly command: Command
  readonly prepare?: () => Promise<void> // before every start
  readonly cleanUp?: () => Promise<void> // after it was stopped
  readonly isReady: () => Promise<boolean>
  readonly readyWithinMs: number
  readonly stopWithinMs: number // then it is killed
  readonly shows?: (line: string) => boolean // which of its lines a person should see; all by default
}
