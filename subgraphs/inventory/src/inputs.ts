import { chosenId, idempotencyKey, text, whole } from '@shop/subgraph-server/inputs.ts'
import { z } from 'zod'
import { wordsOf } from './domain/words.ts'

export const AddProduct = z.object({ id: chosenId.nullish(), name: text(1, 200), price: whole(0), stock: whole(0) })

export const RestockProduct = z.object({
  productId: chosenId,
  quantity: whole(1),
  idempotencyKey: idempotencyKey.nullish(),
})

export const ChangeProductPrice = z.object({ productId: chosenId, price: whole(0) })

const MAX_WORDS = 10

/** The words that are searched for. */
export const Search = text(1, 200)
  .transform(wordsOf)
  .refine((words) => words.length > 0, 'has no letter and no digit')
  .refine((words) => words.length <= MAX_WORDS, `has more than ${MAX_WORDS} words`)
