/** The operation record is dropped where it came to that step: how a rule without its record behaves. */
export function forgets<State extends { readonly operations: Readonly<Record<string, { readonly step: string }>> }>(
  state: State,
  step: string,
): State {
  const operations = Object.fromEntries(Object.entries(state.operations).filter(([, done]) => done.step !== step))
  return { ...state, operations }
}
