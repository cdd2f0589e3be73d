/**
 * What operators do to dead letters. An action is recorded before anything is done; each letter is claimed for it, so that two who act on
 * one letter do it once; and where a process ends in the middle, another goes on with the claims that it finds. Doing a letter again
 * that was done already does nothing: it is gone, or its replay has an id that the stream knows. An action that is asked for again has
 * the id of the first time, and is not begun again.
 */
import type { DeadLetter, DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import type { Log } from '@shop/platform/log.ts'
import { isOutage } from '@shop/events/outage.ts'
import { throughOutages } from '@shop/events/through-outages.ts'
import { v7 as uuidV7 } from 'uuid'
import { idOf, type LetterReference } from './dead-letters.ts'
import type { OperatorActionKind } from './generated/graphql.ts'
import type { OperationsStore, StoredAction } from './store.ts'

export type WantedLetters = {
  readonly user: string
  readonly kind: OperatorActionKind
  readonly reason: string | null
  readonly subject: string
  readonly letters: readonly LetterReference[]
}

/** `done`: what the action comes to; where another has begun it, how far that was. */
export type BegunAction = { readonly recorded: StoredAction; readonly done: Promise<StoredAction> }

type LetterActionsOptions = {
  readonly store: OperationsStore
  readonly letters: Pick<DeadLetters, 'get' | 'replay' | 'drop'>
  readonly log: Log
  /** A worker without progress for so long has ended. */
  readonly staleAfterMs?: number
  /** How often it is recorded that an action gets on; default 3,000. */
  readonly recordedEveryMs?: number
}

const atOnce = 20 // letters

export class LetterActions {
  readonly #options: LetterActionsOptions
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #begun = new Map<string, Promise<BegunAction>>()

  constructor(options: LetterActionsOptions) {
    this.#options = options
  }

  /**
   * Resolves when it is recorded, and says what `done` comes to. Another process will go on where this one cannot. Under an id that was
   * begun before, nothing is chosen and nothing is done.
   */
  begin(id: string, choose: () => Promise<WantedLetters>): Promise<BegunAction> {
    const begun = this.#begun.get(id) ?? this.#tracked(this.#begin(id, choose))
    this.#begun.set(id, begun)
    const forget = () => void this.#begun.delete(id)
    begun.then(({ done }) => done).then(forget, forget)
    return begun
  }

  async #begin(_id: string, choose: () => Promise<WantedLetters>): Promise<BegunAction> {
    const { store } = this.#options
    const earlier = await throughOutages(() => store.find(_id))
    if (earlier) return { recorded: earlier, done: Promise.resolve(earlier) }
    const { letters: chosen, ...request } = await choose()
    const letters = chosen.map(idOf)
    const now = new Date()
    const action = { _id, at: now.toISOString(), ...request, affected: 0, workedOnAt: now, begunBy: uuidV7() }
    const stored = await store.begin({ ...action, letters })
    if (stored.begunBy !== action.begunBy) return { recorded: stored, done: Promise.resolve(stored) }
    const { recorded, claimed } = await this.#counted(action, await store.claim(_id, letters))
    return { recorded, done: this.#tracked(this.#work(recorded, claimed)) }
  }

  /** Goes on with what others have left. Answers how many actions that were. */
  async resume(): Promise<number> {
    const { store, staleAfterMs = 15_000 } = this.#options
    for (let resumed = 0; ; resumed += 1) {
      const now = new Date()
      const action = await store.takeOver(new Date(now.getTime() - staleAfterMs), now)
      if (!action) return resumed
      await this.#tracked(this.#goOn(action))
    }
  }

  /** Resolves when nothing is under way here. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  #tracked<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work)
    const forget = () => void this.#underWay.delete(work)
    work.then(forget, forget)
    return work
  }

  /** Where no letters were counted yet, none was acted on either. */
  async #goOn(action: StoredAction): Promise<void> {
    const { store } = this.#options
    const { recorded, claimed } =
      action.affected > 0
        ? { recorded: action, claimed: await store.claimsOf(action._id) }
        : await this.#counted(action, await this.#claimed(action))
    await this.#work(recorded, claimed)
  }

  /** It may have ended before they were. What a release before this one has begun has no letters with it. */
  #claimed({ _id, letters }: StoredAction): Promise<string[]> {
    const { store } = this.#options
    return letters ? store.claim(_id, letters) : store.claimsOf(_id)
  }

  /** How many it affects is recorded before any is acted on: one that is gone later was this action's. */
  async #counted(action: StoredAction, claims: readonly string[]) {
    const claimed = await this.#stillThere(action._id, claims)
    await this.#options.store.affects(action._id, claimed.length)
    return { recorded: { ...action, affected: claimed.length }, claimed }
  }

  /** What another action finished before the claim is not this action's. */
  async #stillThere(action: string, claimed: readonly string[]): Promise<string[]> {
    const gone = new Set<string>()
    const getsOn = this.#progressOf(action)
    await inTurns(claimed, async (id) => {
      if (!(await this.#letter(id))) gone.add(id)
      await getsOn()
    })
    await this.#options.store.release(action, [...gone])
    return claimed.filter((id) => !gone.has(id))
  }

  async #work(action: StoredAction, claimed: readonly string[]): Promise<StoredAction> {
    const { store, log } = this.#options
    let failed = 0
    const getsOn = this.#progressOf(action._id)
    await inTurns(claimed, async (id) => {
      try {
        await this.#act(action.kind, id)
      } catch (error) {
        if (isOutage(error)) throw error
        log.warn({ err: error, letter: id, action: action._id }, 'a dead letter is left where it is')
        failed += 1
      }
      await getsOn()
    })
    const affected = action.affected - failed
    await store.end(action._id, affected)
    return { ...action, affected, workedOnAt: null }
  }

  /** To be called after each letter: of many, the action must not be taken for an abandoned one. */
  #progressOf(action: string): () => Promise<void> {
    const { store, recordedEveryMs = 3_000 } = this.#options
    let recordedAt = performance.now()
    return async () => {
      if (performance.now() - recordedAt < recordedEveryMs) return
      recordedAt = performance.now()
      await store.worksOn(action, new Date())
    }
  }

  async #act(kind: OperatorActionKind, id: string): Promise<void> {
    const letter = await this.#letter(id)
    if (!letter) return
    if (kind === 'REPLAY_DEAD_LETTERS') await this.#options.letters.replay(letter)
    else await this.#options.letters.drop(letter)
  }

  async #letter(id: string): Promise<DeadLetter | undefined> {
    const found = await this.#options.letters.get(Number(id.split('-')[0]))
    return found && idOf(found) === id ? found : undefined
  }
}

/** Some at once. Rejects with the first failure, when none is under way any more. */
async function inTurns(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const waiting = ids.values()
  const workers = Array.from({ length: Math.min(atOnce, ids.length) }, async () => {
    for (const id of waiting) await work(id)
  })
  const ended = await Promise.allSettled(workers)
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
