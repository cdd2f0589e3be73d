/** The order page of bench/router, as bodies of requests. */

import { pages } from '../../router/src/pages.ts'

const [page] = pages
if (!page) throw new Error('there is a page')

export function pageBody(number: number): string {
  return JSON.stringify({ query: page?.query, operationName: 'OrderPage', variables: page?.variables(number) })
}

/** The same page as a document that the router has not seen yet. */
export function newPageBody(number: number): string {
  return JSON.stringify({
    query: page?.query.replace('OrderPage', `OrderPage${number}`),
    variables: page?.variables(number),
  })
}
