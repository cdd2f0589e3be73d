import { Ledger } from './ledger.ts'

test('latency counts from the moment an order was to be sent, not from when it was', () => {
  const ledger = new Ledger()
  ledger.sent(100, 140)
  ledger.accepted('o1', 100, 150)
  ledger.prepared('o1', 190)
  expect(ledger.tally()).toMatchObject({
    sent: 1,
    accepted: 1,
    done: 1,
    lost: 0,
    latency: { p50: 90 },
    answer: { p50: 50 },
    lateness: { p50: 40 },
  })
})

test('a delivery that is seen before the answer counts when the answer arrives', () => {
  const ledger = new Ledger()
  ledger.sent(0, 0)
  expect(ledger.prepared('o1', 20)).toBe(false)
  ledger.accepted('o1', 0, 30)
  expect(ledger.tally()).toMatchObject({ done: 1, latency: { p50: 20 } })
})

test('a delivery that is seen twice counts once', () => {
  const ledger = new Ledger()
  ledger.sent(0, 0)
  ledger.accepted('o1', 0, 10)
  expect([ledger.prepared('o1', 20), ledger.prepared('o1', 25)]).toEqual([true, false])
  expect(ledger.tally()).toMatchObject({ done: 1, latency: { max: 20 } })
})

test('an order of another measurement does not count', () => {
  const ledger = new Ledger()
  ledger.prepared('o9', 5)
  expect(ledger.tally()).toMatchObject({ done: 0, lost: 0 })
})

test('what was taken on and not prepared is lost, what was refused is not', () => {
  const ledger = new Ledger()
  for (const at of [0, 1, 2]) ledger.sent(at, at)
  ledger.accepted('o1', 0, 10)
  ledger.refused('SERVICE_UNAVAILABLE')
  ledger.refused('SERVICE_UNAVAILABLE')
  expect(ledger.tally()).toMatchObject({ sent: 3, accepted: 1, lost: 1, refused: { SERVICE_UNAVAILABLE: 2 } })
})

test('it is empty when every order is done or refused', async () => {
  const ledger = new Ledger()
  ledger.sent(0, 0)
  ledger.sent(0, 0)
  const empty = ledger.empty()
  ledger.refused('NO_ANSWER')
  ledger.accepted('o1', 0, 1)
  expect(ledger.underWay).toBe(1)
  ledger.prepared('o1', 2)
  await empty
  expect(ledger.underWay).toBe(0)
})
