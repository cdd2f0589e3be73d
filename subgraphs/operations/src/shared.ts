/** Asks once for all who want to know at about the same time. */
export function shared<Value>(load: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let pending: Promise<Value> | undefined
  return () => {
    if (pending) return pending
    const mine = load()
    pending = mine
    const forget = () => {
      if (pending === mine) pending = undefined
    }
    mine.then(() => setTimeout(forget, forMs).unref(), forget)
    return mine
  }
}
