import { stagesOf } from './stages.ts'

const spec = (name: string, ...after: string[]) => ({ name, after })
const names = (stages: { name: string }[][]) => stages.map((stage) => stage.map(({ name }) => name))

test('those that need nothing of each other start together', () => {
  const specs = [spec('router', 'order', 'pay'), spec('order', 'mongo'), spec('pay', 'mongo'), spec('mongo')]
  expect(names(stagesOf(specs))).toEqual([['mongo'], ['order', 'pay'], ['router']])
})

test('a dependency that runs elsewhere is not waited for', () => {
  expect(names(stagesOf([spec('order', 'mongo')]))).toEqual([['order']])
})

test('processes that wait for each other are a mistake', () => {
  expect(() => stagesOf([spec('hen', 'egg'), spec('egg', 'hen')])).toThrow('hen, egg')
})
