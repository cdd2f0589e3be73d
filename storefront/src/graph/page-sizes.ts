/** How much of a list is asked for at a time. */
export const PAGE_SIZE = 20
/** The services give no more than this in one answer. */
export const LARGEST_PAGE = 100
