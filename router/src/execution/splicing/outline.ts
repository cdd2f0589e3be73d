/**
 * How an operation's answer is put together from the texts of its subgraphs' answers: which bytes of which answer are the
 * client's as they stand, and where objects of several answers meet.
 *
 * A *layout* is an object as one fetch brings it: its keys in the order that the subgraph writes them. A *place* is an object
 * of the client's answer; it has a layout of its own (its home) and one of each fetch of entities that adds to it.
 */

import type { GraphQLOutputType } from 'graphql'
import type { FetchStep } from '../../planning/plan-form.ts'

export type Layout = {
  /** Of the type that its objects have, by their `__typename` where the answer has one. */
  readonly typename: string
  readonly fields: readonly LayoutField[]
  /** Stretches that the client gets as they stand, by their first and last field. */
  readonly runs: ByteRun[]
  /** The place that its objects are the home of; none where the client gets them as they stand, or not at all. */
  object?: OutputObject
}

export type LayoutField = {
  readonly key: string
  /** Is `__typename`, under whatever key. */
  readonly isTypename: boolean
  /** Of the fields below it; false for a leaf. */
  readonly isComposite: boolean
  /** What the client may see it as; without it the value is read over. */
  type?: GraphQLOutputType
  /** What its objects may be, where it is composite and the client gets something of it. */
  variants?: readonly Layout[]
  /** Whether its objects have to be put together; else they are read over, or stand in a run. */
  isChild: boolean
  /** Whether a representation needs its value. */
  isKept: boolean
}

export type ByteRun = {
  readonly from: number
  to: number
  /** Without its key, since the client has another for it. */
  readonly bare: boolean
}

/** What a place is made of: a part of a layout, given by the fetch that brings it, or text. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  /** With a key where the stretch has none. */
  | { readonly kind: 'run'; readonly of: Origin; readonly run: number; readonly key?: string }
  | {
      readonly kind: 'child'
      readonly of: Origin
      readonly key: string
      readonly field: number
      readonly isList: boolean
      /** What its objects may be, each with a place. */
      readonly variants: readonly Layout[]
    }

/** The home's own layout, or that of the fetch with this number. */
export type Origin = 'home' | number

export type OutputObject = {
  readonly number: number
  readonly segments: readonly Segment[]
  /** Numbers of the fetches that add to its objects. */
  readonly fetches: readonly number[]
}

export type FetchOutline = {
  readonly number: number
  readonly step: FetchStep
  /** The operation's root, or, by the number of a place, the entities that stand there. */
  readonly layouts: Map<number, Layout>
  readonly representations: Map<number, readonly RepresentationSegment[]>
}

export type RepresentationSegment =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'kept'
      readonly of: Origin
      readonly field: number
      /** Without it the object is not fetched. */
      readonly isNeeded: boolean
    }

export type Outline = {
  readonly root: OutputObject
  readonly objects: readonly OutputObject[]
  readonly fetches: readonly FetchOutline[]
}

/** An operation, or its plan, is of a kind whose answers are not spliced: known before execution. */
export class Unsuited extends Error {
  override readonly name = 'Unsuited'
}

/** The plan fetches nothing of a field: of objects of this type none is expected. */
export class NotFetched extends Unsuited {}
