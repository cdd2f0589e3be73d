import { until as untilNamed } from '@shop/platform/testing/until.ts'

/** Resolves as soon as `condition` holds. Rejects after 45 seconds. */
export function until(condition: () => boolean | Promise<boolean>, what = condition.toString()): Promise<void> {
  return untilNamed(what, condition)
}
