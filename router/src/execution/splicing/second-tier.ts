/** Decides, for one operation, whether its answers are spliced: code is generated when it is asked again, and rests where it does not help. */

import type { PlanStep } from '../../planning/plan-form.ts'
import type { RequestedFields } from '../shaping.ts'
import type { TypeConditions } from '../type-conditions.ts'
import { buildOutline } from './build-outline.ts'
import type { Outline } from './outline.ts'
import { compileSplice, type ByValues, type Splice } from './splice.ts'
import { Unsuited } from './unsuited.ts'

export type SplicingHabits = {
  /** Which request of an operation code is generated at: most that are asked once are not asked again. */
  readonly from: number
  /** Surprises until splicing rests; three answers without make up for two. */
  readonly patience: number
  /** For so many requests. */
  readonly rest: number
}

const HABITS: SplicingHabits = { from: 2, patience: 10, rest: 1000 }

export type SecondTierSettings = { readonly applies: TypeConditions; readonly splicing?: SplicingHabits }

export class SecondTier {
  readonly #compile: () => Splice | undefined
  readonly #habits: SplicingHabits
  #asked = 0
  #splice: Splice | undefined
  #surprises = 0
  #rest = 0

  constructor(step: PlanStep, asked: RequestedFields, byValues: ByValues, settings: SecondTierSettings) {
    const { applies, splicing = HABITS } = settings
    this.#habits = splicing
    this.#compile = () => compile(step, asked, applies, byValues, () => this.#surprised())
  }

  /** What runs the next request; undefined where it is not to be spliced. */
  splice(): Splice | undefined {
    if (this.#asked < this.#habits.from && ++this.#asked === this.#habits.from) this.#splice = this.#compile()
    if (!this.#splice) return undefined
    if (this.#rest > 0) {
      this.#rest--
      return undefined
    }
    this.#surprises = Math.max(0, this.#surprises - 2 / 3)
    return this.#splice
  }

  #surprised(): void {
    this.#surprises++
    if (this.#surprises < this.#habits.patience) return
    this.#surprises = 0
    this.#rest = this.#habits.rest
  }
}

function compile(
  step: PlanStep,
  asked: RequestedFields,
  applies: TypeConditions,
  byValues: ByValues,
  surprised: () => void,
): Splice | undefined {
  const outline = outlineOf(step, asked, applies)
  return outline && compileSplice(step, outline, byValues, surprised)
}

/** Undefined where the operation's answers cannot be spliced. */
export function outlineOf(
  step: PlanStep,
  { collecting, root, sets }: RequestedFields,
  applies: TypeConditions,
): Outline | undefined {
  try {
    return buildOutline(step, collecting, applies, root, sets)
  } catch (error) {
    if (error instanceof Unsuited) return undefined
    throw error
  }
}
