import { sharedAnswer } from './probes.ts'

test('requests that come while an answer is being made share the next one', async () => {
  let made = 0
  const load = sharedAnswer(async () => ++made)
  expect(await Promise.all(Array.from({ length: 200 }, () => load()))).toEqual([
    1,
    ...Array.from({ length: 199 }, () => 2),
  ])
  expect(await load()).toBe(3)
})

test('one that fails does not keep others from theirs', async () => {
  let made = 0
  const load = sharedAnswer(() => (++made === 1 ? Promise.reject(new Error('no')) : Promise.resolve(made)))
  const [first, second] = await Promise.allSettled([load(), load()])
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
})
