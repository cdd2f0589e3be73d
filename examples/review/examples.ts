import { ofOrder, operation } from '@shop/contract/examples.ts'
import type { reviewEvents } from './events.ts'

/** A valid one of each event. */
export const reviewExamples: { readonly [Type in keyof typeof reviewEvents]: object } = {
  ReviewInvited: ofOrder,
  ReviewWritten: { ...ofOrder, operation, stars: 5, text: 'Fragrant, and here in two days.' },
}
