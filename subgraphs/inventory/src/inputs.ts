import { chosenId, idempotencyKey, text, whole } from '@shop/platform/inputs.ts'
import { z } from 'zod'

export const AddProduct = z.object({ id: chosenId.nullish(), name: text(1, 200), price: whole(0), stock: whole(0) })

export const RestockProduct = z.object({
  productId: chosenId,
  quantity: whole(1),
  idempotencyKey: idempotencyKey.nullish(),
})

export const ChangeProductPrice = z.object({ productId: chosenId, price: whole(0) })
