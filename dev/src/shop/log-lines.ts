/** The lines of all parts in one terminal, each with its part's name in front. */
import { styleText } from 'node:util'

const colours = ['cyan', 'green', 'magenta', 'yellow', 'blue', 'cyanBright', 'greenBright', 'magentaBright'] as const
const width = 9

export function prefixed(part: string, line: string): string {
  return `${styleText(colourOf(part), part.padEnd(width), { stream: process.stdout })} | ${line}`
}

function colourOf(part: string): (typeof colours)[number] {
  const sum = Buffer.from(part).reduce((total, byte) => total + byte, 0)
  return colours[sum % colours.length] ?? 'cyan'
}
