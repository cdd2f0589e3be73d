/** Runs a program to its end. */
import type { Command } from './command.ts'
import { Child, describeExit } from './child.ts'

/** Rejects where it does not end with code 0, with the last thing it said. */
export async function run(command: Command, take?: (line: string) => void): Promise<void> {
  const child = await Child.spawn(command, take)
  const exit = await child.exited
  if (exit.code === 0) return
  const said = child.lastLines.at(-1) ?? 'it said nothing'
  throw new Error(`${command.file} ${describeExit(exit)}: ${said}`)
}

/** What a program prints, without the last line break. */
export async function output(command: Command): Promise<string> {
  const lines: string[] = []
  await run(command, (line) => lines.push(line))
  return lines.join('\n')
}
