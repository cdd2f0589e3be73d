/** The dashboards, each a page. */
import { engines } from './dashboards/engines.ts'
import { overview } from './dashboards/overview.ts'
import { router } from './dashboards/router.ts'
import { saga } from './dashboards/saga.ts'
import { subscriptions } from './dashboards/subscriptions.ts'
import type { Dashboard } from './dashboards/panel.ts'

export const dashboards: readonly Dashboard[] = [overview, saga, router, subscriptions, engines]
