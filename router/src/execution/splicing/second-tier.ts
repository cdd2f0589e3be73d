/** Decides, for one operation, whether its answers are spliced: code is generated when the operation is repeated, and disabled where it does not help. */

import type { PlanStep } from '../../planning/plan-form.ts'
import type { RequestedFields } from '../shaping.ts'
import type { TypeConditions } from '../type-conditions.ts'
import { buildOutline } from './build-outline.ts'
import { Unsuited, type Outline } from './outline.ts'
import { compileSplice, type ByValues, type Splice } from './splice.ts'

export type TieringPolicy = {
  /** The request of an operation at which code is generated: most operations that run once are not repeated. */
  readonly from: number
  /** Deoptimizations until splicing is suspended; three answers without one make up for two. */
  readonly deoptsAllowed: number
  /** For so many requests. */
  readonly cooldown: number
}

const TIERING: TieringPolicy = { from: 2, deoptsAllowed: 10, cooldown: 1000 }

export type SecondTierSettings = { readonly applies: TypeConditions; readonly splicing?: TieringPolicy }

export class SecondTier {
  readonly #compile: () => Splice | undefined
  readonly #tiering: TieringPolicy
  #requests = 0
  #splice: Splice | undefined
  #deopts = 0
  #cooldown = 0

  constructor(step: PlanStep, requested: RequestedFields, byValues: ByValues, settings: SecondTierSettings) {
    const { applies, splicing = TIERING } = settings
    this.#tiering = splicing
    this.#compile = () => compile(step, requested, applies, byValues, () => this.#deoptimized())
  }

  /** What runs the next request; undefined where it is not to be spliced. */
  splice(): Splice | undefined {
    if (this.#requests < this.#tiering.from && ++this.#requests === this.#tiering.from) this.#splice = this.#compile()
    if (!this.#splice) return undefined
    if (this.#cooldown > 0) {
      this.#cooldown--
      return undefined
    }
    this.#deopts = Math.max(0, this.#deopts - 2 / 3)
    return this.#splice
  }

  #deoptimized(): void {
    this.#deopts++
    if (this.#deopts < this.#tiering.deoptsAllowed) return
    this.#deopts = 0
    this.#cooldown = this.#tiering.cooldown
  }
}

function compile(
  step: PlanStep,
  requested: RequestedFields,
  applies: TypeConditions,
  byValues: ByValues,
  deoptimized: () => void,
): Splice | undefined {
  const outline = outlineOf(step, requested, applies)
  return outline && compileSplice(step, outline, byValues, deoptimized)
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
