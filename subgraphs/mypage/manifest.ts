/** What others may know of this domain. */
export { readModel } from './src/read-model.ts'

export const name = 'mypage'
export const port = 4005
export const followed = true
