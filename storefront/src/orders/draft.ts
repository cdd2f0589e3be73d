/**
 * An order that is being written, kept over a reload. Its key is made when the form opens, so that however often it is sent, by a double
 * click, after a reload or a lost connection, it is one order.
 */
export type OrderDraft = {
  readonly key: string
  readonly productId: string
  readonly quantity: number
  readonly address: string
  /** The quantity that the form was opened with: opened with another one, it begins with that. */
  readonly openedWith: number
  /** What the buyer saw when sending it; undefined: not sent yet. */
  readonly sentAtPrice?: number
}

const place = (productId: string): string => `order-draft:${productId}`

export function openDraft(productId: string, quantity: number): OrderDraft {
  const text = sessionStorage.getItem(place(productId))
  if (text !== null) {
    const kept: OrderDraft = JSON.parse(text)
    return kept.sentAtPrice !== undefined || kept.openedWith === quantity
      ? kept
      : { ...kept, quantity, openedWith: quantity }
  }
  return keepDraft({ key: newKey(), productId, quantity, openedWith: quantity, address: '' })
}

export function keepDraft(draft: OrderDraft): OrderDraft {
  sessionStorage.setItem(place(draft.productId), JSON.stringify(draft))
  return draft
}

export function closeDraft({ productId }: OrderDraft): void {
  sessionStorage.removeItem(place(productId))
}

/** Another order: what was sent under the old key is settled. */
export function renewedDraft({ sentAtPrice: _, ...rest }: OrderDraft): OrderDraft {
  return keepDraft({ ...rest, key: newKey() })
}

export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
