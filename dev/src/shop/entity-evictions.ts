/** The shop's entities that are the same for everyone, and the events that tell of their changes: the router's ENTITY_EVICTIONS. */
export const entityEvictions = 'Product.id=events.product.*.{key}'
