/** GraphQL in and out; no rules. */
import type { Participant } from '@shop/events/participant.ts'
import { isUser, requireLogin } from '@shop/platform/caller.ts'
import { notFound, refusal } from '@shop/platform/errors.ts'
import { perRequest, type RequestContext } from '@shop/subgraph-server/context.ts'
import { checked, isUuidV7, text, whole } from '@shop/subgraph-server/inputs.ts'
import { loaderByValue } from '@shop/subgraph-server/loaders.ts'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { ReviewEvent } from '../events.ts'
import type { OrderReview, ReviewCommand, ReviewRefusal } from './domain/review.ts'
import type { Resolvers } from './generated/graphql.ts'
import type { ReviewStore } from './store.ts'

type Reviews = Participant<OrderReview, ReviewCommand, ReviewEvent, ReviewRefusal>

const input = z.object({
  orderId: z.string(),
  stars: whole(1).max(5, 'is more than 5'),
  text: text(1, 500),
})

export function createResolvers(store: ReviewStore, { aggregates }: Reviews): Resolvers {
  const reviewsOf = perRequest(() => loaderByValue((ids: readonly string[]) => store.byIds(ids)))
  /** Of one's own order that has arrived. */
  const visible = async (orderId: string, context: RequestContext): Promise<OrderReview | null> => {
    const review = isUuidV7(orderId) ? await reviewsOf(context).load(orderId) : null
    return review?.invited && isUser(context.caller, review.invited.userId) ? review : null
  }
  return {
    Query: {
      review: (_, { orderId }, context) => {
        requireLogin(context.caller)
        return visible(orderId, context)
      },
    },
    Mutation: {
      writeReview: async (_, args, context) => {
        requireLogin(context.caller)
        const { orderId, stars, text } = checked(input, args.input, 'input')
        if (!(await visible(orderId, context))) throw notFound('order that has arrived', 'input.orderId', orderId)
        const command = { type: 'WriteReview', operation: uuidv7(), stars, text } as const
        const { deadline, traceparent } = context
        const { state, refused } = await aggregates.execute(orderId, command, { deadline, traceparent })
        reviewsOf.forget(context)
        if (refused)
          throw refusal('ALREADY_EXISTS', `input.orderId: the review of ${orderId} is written`, {
            argument: 'input.orderId',
          })
        return state
      },
    },
    Review: {
      __resolveReference: ({ id }, context) => visible(id, context),
      id: ({ orderId }) => orderId,
      stars: ({ written }) => written?.stars ?? null,
      text: ({ written }) => written?.text ?? null,
    },
    Order: {
      __resolveReference: ({ id }) => ({ id }),
      review: ({ id }, _, context) => visible(id, context),
    },
  }
}
