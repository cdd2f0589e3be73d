/** The order page of bench/router, as bodies of requests. */

import { pages, type BenchPage } from '../../router/src/pages.ts'

/** The page that is known. */
export const pageBody = bodiesOf((page) => !page.isNew)

/** The same page as a document that the router has not seen yet. */
export const newPageBody = bodiesOf((page) => page.isNew === true)

function bodiesOf(isMeant: (page: BenchPage) => boolean): (number: number) => string {
  const page = pages.find(isMeant)
  if (!page) throw new Error('there is a page')
  return (number) => JSON.stringify({ query: page.query(number), variables: page.variables(number) })
}
