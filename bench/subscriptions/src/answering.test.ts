import { answering } from './answering.ts'

test('an event has the selected fields, under their aliases', () => {
  const answer = answering(
    'subscription Track($id: ID!) { moved: statusChanged(id: $id) { after: cursor __typename id } }',
  )
  expect(JSON.parse(answer('order-7', 3))).toEqual({
    data: { moved: { after: 'order-7:3', __typename: 'Status', id: 'order-7' } },
  })
})

test('what the schema does not have is refused', () => {
  expect(() => answering('subscription { statusChanged(id: "1") { price } }')).toThrow('there is no field price')
  expect(() => answering('fragment Nothing on Status { id }')).toThrow('nothing is subscribed to')
})
