import { stagesOf } from './stages.ts'

const part = (name: string, ...after: string[]) => ({ name, after })
const names = (stages: { name: string }[][]) => stages.map((stage) => stage.map(({ name }) => name))

test('those that need nothing of each other start together', () => {
  const parts = [part('router', 'order', 'pay'), part('order', 'mongo'), part('pay', 'mongo'), part('mongo')]
  expect(names(stagesOf(parts))).toEqual([['mongo'], ['order', 'pay'], ['router']])
})

test('what somebody else runs is not waited for', () => {
  expect(names(stagesOf([part('order', 'mongo')]))).toEqual([['order']])
})

test('parts that wait for each other are a mistake', () => {
  expect(() => stagesOf([part('hen', 'egg'), part('egg', 'hen')])).toThrow('hen, egg')
})
