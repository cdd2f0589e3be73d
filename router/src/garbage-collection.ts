/** How V8 collects garbage here: a full collection stops all requests for a moment, so nothing is to cause one that need not. */

import { setFlagsFromString } from 'node:v8'

/**
 * V8 puts what usually lives long among the old objects at once, by the place in the code that makes it. One parser makes
 * the documents that are kept, as operations, and those that are refused: after some hundred of the first it would make the
 * others old as well, which then survive until a full collection, and slow each collection of the young until then.
 */
setFlagsFromString('--no-allocation-site-pretenuring')

/** What is old may grow by half before all of it is gone through: V8 would do so for every few megabytes, where little is made in all. */
setFlagsFromString('--heap-growing-percent=50')
