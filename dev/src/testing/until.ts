export { until } from '@shop/platform/testing/until.ts'
