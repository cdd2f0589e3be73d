import { eventOf } from './testing/library.ts'
import { Publishing } from './publishing.ts'

function open() {
  const state = { now: 1_000, full: true }
  const publishing = new Publishing(() => state.now)
  const publisher = publishing.watched({
    publish: () => (state.full ? Promise.reject(new Error('the disk is full')) : Promise.resolve()),
  })
  const publish = () => publisher.publish(eventOf('LoanRequested'), 'id').catch(() => undefined)
  return { state, publishing, publish }
}

test('publishing fails from the first failure on, however many follow, until one event gets through', async () => {
  const { state, publishing, publish } = open()
  expect(publishing.failingForMs).toBe(0)
  await publish()
  state.now += 5_000
  await publish()
  expect(publishing.failingForMs).toBe(5_000)
  state.full = false
  await publish()
  expect(publishing.failingForMs).toBe(0)
})

test('one failure without a second is dropped after a while, and the next begins anew', async () => {
  const { state, publishing, publish } = open()
  await publish()
  state.now += 60_000
  expect(publishing.failingForMs).toBe(0)
  await publish()
  state.now += 5_000
  expect(publishing.failingForMs).toBe(5_000)
  for (let seconds = 0; seconds < 60; seconds += 5) {
    await publish()
    state.now += 5_000
  }
  expect(publishing.failingForMs).toBe(65_000)
})
