/** The mutations of admins. GraphQL input in, a product or an error out; the rules are the domain's. */
import { operationFor } from '@shop/events/operations.ts'
import type { Participant } from '@shop/events/participant.ts'
import type { ProductEvent } from '../events.ts'
import { requireRole } from '@shop/platform/caller.ts'
import type { RequestContext } from '@shop/subgraph-server/context.ts'
import { badUserInput, notFound, refusal } from '@shop/platform/errors.ts'
import { checked } from '@shop/subgraph-server/inputs.ts'
import { v7 as uuidv7 } from 'uuid'
import type { KnownProduct, Product, ProductCommand, ProductRefusal } from './domain/product.ts'
import type { AddProductInput, ChangeProductPriceInput, RestockProductInput } from './generated/graphql.ts'
import { AddProduct, ChangeProductPrice, RestockProduct } from './inputs.ts'

export type Inventory = Participant<Product, ProductCommand, ProductEvent, ProductRefusal>

export async function addProduct(
  inventory: Inventory,
  input: AddProductInput,
  context: RequestContext,
): Promise<KnownProduct> {
  requireRole(context.caller, 'admin')
  const { id, name, price, stock } = checked(AddProduct, input, 'input')
  const operation = uuidv7()
  return execute(inventory, id ?? operation, { type: 'AddProduct', operation, name, price, stock }, 'input.id', context)
}

export async function restockProduct(
  inventory: Inventory,
  input: RestockProductInput,
  context: RequestContext,
): Promise<KnownProduct> {
  const login = requireRole(context.caller, 'admin')
  const { productId, quantity, idempotencyKey } = checked(RestockProduct, input, 'input')
  const { operation } = await operationFor(inventory.keys, login, idempotencyKey, { productId, quantity })
  const command = { type: 'RestockProduct', operation, quantity } as const
  return execute(inventory, productId, command, 'input.productId', context)
}

export async function changeProductPrice(
  inventory: Inventory,
  input: ChangeProductPriceInput,
  context: RequestContext,
): Promise<KnownProduct> {
  requireRole(context.caller, 'admin')
  const { productId, price } = checked(ChangeProductPrice, input, 'input')
  const command = { type: 'ChangePrice', operation: uuidv7(), price } as const
  return execute(inventory, productId, command, 'input.productId', context)
}

async function execute(
  { aggregates }: Inventory,
  id: string,
  command: ProductCommand,
  argument: string,
  { deadline, traceparent }: RequestContext,
): Promise<KnownProduct> {
  const { state, refused } = await aggregates.execute(id, command, { deadline, traceparent })
  if (refused) throw shown(refused, argument, id)
  if (state.exists) return state
  throw notFound('product', argument, id)
}

function shown({ refused, detail = '' }: ProductRefusal, argument: string, id: string): Error {
  switch (refused) {
    case 'ALREADY_EXISTS':
      return refusal('ALREADY_EXISTS', `${argument}: there is a product "${id}" already`, { argument })
    case 'NOT_FOUND':
      return notFound('product', argument, id)
    case 'STOCK_TOO_LARGE':
      return badUserInput('input.quantity', detail)
  }
}
