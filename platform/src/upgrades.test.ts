import { originForm } from './upgrades.ts'

test.each([
  ['/graphql?x=1', '/graphql?x=1'],
  ['http://shop.test:4000/graphql?x=1', '/graphql?x=1'],
  ['HTTPS://shop.test', '/'],
  ['http://shop.test?x=/1', '/?x=/1'],
  [undefined, '/'],
])('the target %s is %s here', (url, path) => {
  expect(originForm(url)).toBe(path)
})
