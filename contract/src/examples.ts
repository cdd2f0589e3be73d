/** What the examples of events of an order have in common. */

export const requestId = '01890a5d-ac97-7bbb-8ccc-000000000001'
export const operation = '01890a5d-ac98-7bbb-8ccc-000000000002'
export const ofOrder = {
  orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
  userId: 'ann',
  productId: 'tea',
  quantity: 10,
}
