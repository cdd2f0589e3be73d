/** A restore without its pause, for tests in which no service is cut off from NATS. */

import { restore } from '@shop/recovery/restore.ts'

export const restoreAtOnce: typeof restore = (connections, from, onProgress) =>
  restore(connections, from, onProgress, { pause: async () => undefined })
