import type { ProcessSpec } from '../supervisor/process-spec.ts'

/** A server the shop needs: where it answers, and what has to run here for that (nothing, where it runs elsewhere). */
export type Engine = { readonly url: string; readonly processes: readonly ProcessSpec[] }

/** What an engine writes into its log is for a person only where something is wrong. */
export function isAlarm(line: string): boolean {
  return /\b(WRN|ERR|FTL|WARN|ERROR|FATAL|PANIC)\b|"s":"[EF]"/.test(line)
}

/** A connection string that may be shown. */
export function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//***@')
}
