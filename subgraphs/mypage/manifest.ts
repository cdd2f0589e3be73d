/** What others may know of this domain before it runs. */
export const mypage = {
  name: 'mypage',
  port: 4005,
  projections: ['mypage_pages', 'mypage_purchases', 'mypage_products'],
} as const
