import { natsReader } from './nats-wire.ts'
import { TrafficTally } from './tally.ts'

test('messages are counted by what they are for, with their payloads, however the bytes are cut', () => {
  const tally = new TrafficTally()
  const { sent, received } = natsReader(tally)
  const publication = 'HPUB events.order.OrderPlaced.1 _INBOX.a 12 21\r\nNATS/1.0\r\n\r\nPUB\r\nPUB\r\r\n'
  const acknowledgement = 'PUB $JS.ACK.EVENTS.pay.1.2.3.4.5 4\r\n+ACK\r\n'
  const pull = 'PUB $JS.API.CONSUMER.MSG.NEXT.EVENTS.pay _INBOX.b 2\r\n{}\r\n'
  for (const byte of Buffer.from(`PING\r\n${publication}${acknowledgement}${pull}`)) sent(Buffer.from([byte]))
  const event = 'MSG events.order.OrderPlaced.1 7 $JS.ACK.EVENTS.pay.1.2.3.4.5 3\r\nabc\r\n'
  const answer = 'MSG _INBOX.a 1 2\r\n{}\r\n'
  received(Buffer.from(`${event}PONG\r\n${answer}`))
  const one = (text: string) => ({ times: 1, rows: 0, bytes: text.length })
  expect(tally.amounts).toEqual({
    'publish order.OrderPlaced': one(publication),
    'acknowledge an event': one(acknowledgement),
    'ask for events': one(pull),
    'an event comes': one(event),
    'an answer to a publication or a question comes': one(answer),
    control: { times: 2, rows: 0, bytes: 'PING\r\nPONG\r\n'.length },
  })
})
