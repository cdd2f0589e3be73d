/** The lines of all processes in one terminal, each with its process's name in front. */
import { styleText } from 'node:util'

const colours = ['cyan', 'green', 'magenta', 'yellow', 'blue', 'cyanBright', 'greenBright', 'magentaBright'] as const
const width = 9

export function prefixed(name: string, line: string): string {
  return `${styleText(colourOf(name), name.padEnd(width), { stream: process.stdout })} | ${line}`
}

function colourOf(name: string): (typeof colours)[number] {
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0)
  return colours[sum % colours.length] ?? 'cyan'
}
