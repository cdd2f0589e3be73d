/** GraphQL in and out; no rules. */
import { isUser, requireLogin } from '@shop/platform/caller.ts'
import { perRequest, type RequestContext } from '@shop/subgraph-server/context.ts'
import { isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { loaderByValue } from '@shop/subgraph-server/loaders.ts'
import { type Reviews, writeReview } from './commands.ts'
import type { OrderReview } from './domain/review.ts'
import type { Resolvers } from './generated/graphql.ts'
import type { ReviewStore } from './store.ts'

export function createResolvers(store: ReviewStore, reviews: Reviews): Resolvers {
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
      writeReview: (_, { input }, context) =>
        writeReview(reviews, (orderId) => visible(orderId, context), input, context).finally(() =>
          reviewsOf.forget(context),
        ),
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
