/** How many items of a list are fetched at a time. */
export const PAGE_SIZE = 20
/** The services give no more than this in one answer. */
export const MAX_PAGE_SIZE = 100
