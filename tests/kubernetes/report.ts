/** What the proof has seen, one line a step. */
export type ProofResult = 'holds' | 'BROKEN' | 'not shown'
type ReportRow = {
  readonly step: string
  readonly seconds: string
  readonly seen: string
  readonly result: ProofResult
}

export class ProofReport {
  readonly #rows: ReportRow[] = []

  /** Times `work`, which reports what was seen and whether that is as it should be. A step that throws is broken. */
  async step(step: string, work: () => Promise<readonly [seen: string, result: ProofResult | boolean]>): Promise<void> {
    const began = performance.now()
    const [seen, result] = await work().catch((error: unknown) => [String(error).slice(0, 300), 'BROKEN'] as const)
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    const shown = typeof result === 'string' ? result : result ? 'holds' : 'BROKEN'
    this.#rows.push({ step, seconds, seen, result: shown })
    console.log(`${shown.padEnd(9)} ${seconds.padStart(6)} s  ${step}: ${seen}`)
  }

  get broken(): boolean {
    return this.#rows.some(({ result }) => result === 'BROKEN')
  }

  get table(): string {
    const cells = this.#rows.map(({ step, seconds, seen, result }) => `| ${step} | ${seconds} | ${seen} | ${result} |`)
    return ['| step | s | seen | |', '| --- | ---: | --- | --- |', ...cells].join('\n')
  }
}
