/** A number above 0 from the command line; anything else ends the process, with its name and what it is. */
export function positive(name: string, text: string): number {
  const value = Number(text)
  if (value > 0) return value
  console.error(`${name}: expected a number above 0, got ${JSON.stringify(text)}`)
  process.exit(1)
}
