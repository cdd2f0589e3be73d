import { gather, type EvidenceSource } from './evidence.ts'
import { checkInvariants } from './invariants.ts'

/** What is broken in a shop at rest, one line a finding; empty where every invariant holds. Settle the shop first. */
export async function brokenInvariants(where: EvidenceSource): Promise<string[]> {
  return checkInvariants(await gather(where))
}
