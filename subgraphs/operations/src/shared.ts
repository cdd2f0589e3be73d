/** Asks once for all who want to know at about the same time. */
export function shared<Value>(ask: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let asked: Promise<Value> | undefined
  return () => {
    if (asked) return asked
    const mine = ask()
    asked = mine
    const forget = () => {
      if (asked === mine) asked = undefined
    }
    mine.then(() => setTimeout(forget, forMs).unref(), forget)
    return mine
  }
}
