/** What others may know of this domain. */
export { readModel } from './src/read-model.ts'

export const name = 'operations'
export const port = 4006
export const collections = ['operations_actions', 'operations_claims', 'operations_keys']
export const operates = true
