/** The mutations of buyers. GraphQL input in, a review or an error out; the rules are the domain's. */
import { operationFor } from '@shop/events/operations.ts'
import type { Participant } from '@shop/events/participant.ts'
import { requireLogin } from '@shop/platform/caller.ts'
import { notFound, refusal } from '@shop/platform/errors.ts'
import type { RequestContext } from '@shop/subgraph-server/context.ts'
import { checked, idempotencyKey, text, whole } from '@shop/subgraph-server/inputs.ts'
import { z } from 'zod'
import type { ReviewEvent } from '../events.ts'
import type { OrderReview, ReviewCommand, ReviewRefusal } from './domain/review.ts'
import type { WriteReviewInput } from './generated/graphql.ts'

export type Reviews = Participant<OrderReview, ReviewCommand, ReviewEvent, ReviewRefusal>

const WriteReview = z.object({
  orderId: z.string(),
  stars: whole(1).max(5, 'is more than 5'),
  text: text(1, 500),
  idempotencyKey: idempotencyKey.nullish(),
})

/** `visible`: the review of an order that has arrived, where it is the caller's own. */
export async function writeReview(
  { aggregates, keys }: Reviews,
  visible: (orderId: string) => Promise<OrderReview | null>,
  input: WriteReviewInput,
  { caller, deadline, traceparent }: RequestContext,
): Promise<OrderReview> {
  const login = requireLogin(caller)
  const { orderId, stars, text, idempotencyKey } = checked(WriteReview, input, 'input')
  if (!(await visible(orderId))) throw shown('NOT_INVITED', orderId)
  const { operation } = await operationFor(keys, login, idempotencyKey, { orderId, stars, text })
  const command = { type: 'WriteReview', operation, stars, text } as const
  const { state, refused } = await aggregates.execute(orderId, command, { deadline, traceparent })
  if (refused) throw shown(refused.refused, orderId)
  return state
}

function shown(refused: ReviewRefusal['refused'], orderId: string): Error {
  const argument = 'input.orderId'
  switch (refused) {
    case 'NOT_INVITED':
      return notFound('order that has arrived', argument, orderId)
    case 'WRITTEN_ALREADY':
      return refusal('ALREADY_EXISTS', `${argument}: the review of ${orderId} is written`, { argument })
  }
}
