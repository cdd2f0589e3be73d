/** Says on standard error what is measured, and why it could not be: the others are measured all the same. */
export async function measuredOrNone<Measured>(
  what: string,
  measure: () => Promise<Measured>,
): Promise<Measured | undefined> {
  console.error(`${what} ...`)
  try {
    return await measure()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return undefined
  }
}
