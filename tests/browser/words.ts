/** What the pages of the worked example say, in both languages. */
export const words = {
  en: {
    ...{ signIn: 'Sign in', search: 'Search by name', order: 'Order', address: 'Delivery address' },
    ...{ place: 'Place the order', confirmed: 'Confirmed', cancel: 'Cancel this order', send: 'Cancel the order' },
    ...{
      cancelled: 'Cancelled',
      me: 'My page',
      stock: (units: string) => `${units} in stock`,
      points: (n: string) => `${n} P`,
    },
    ...{
      quantity: 'Quantity',
      preparing: 'Preparing',
      deliveryCancelled: 'Delivery cancelled',
      history: 'Point history',
    },
  },
  ko: {
    ...{ signIn: '로그인', search: '이름으로 검색', order: '주문하기', address: '배송지' },
    ...{ place: '주문 확정', confirmed: '주문 확정', cancel: '주문 취소', send: '주문 취소하기' },
    ...{
      cancelled: '취소됨',
      me: '내 페이지',
      stock: (units: string) => `재고 ${units}개`,
      points: (n: string) => `${n}P`,
    },
    ...{ quantity: '수량', preparing: '배송 준비 중', deliveryCancelled: '배송 취소', history: '포인트 내역' },
  },
} as const
