const utf8 = new TextDecoder()

/** The order that a message is about, as far as it can be read. */
export function orderIdIn(data: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(data))
    if (typeof value !== 'object' || value === null || !('orderId' in value)) return undefined
    return typeof value.orderId === 'string' ? value.orderId : undefined
  } catch {
    return undefined
  }
}
