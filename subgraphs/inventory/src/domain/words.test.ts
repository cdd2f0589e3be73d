import { wordsOf } from './words.ts'

test.each([
  ['Espresso machine', ['espresso', 'machine']],
  ['House blend, 1 kg', ['house', 'blend', '1', 'kg']],
  ['에스프레소 머신', ['에스프레소', '머신']],
  ['에스프레소 머신'.normalize('NFD'), ['에스프레소', '머신']],
  ['Straße ÉCLAIR', ['straße', 'éclair']],
  ['tea-TEA/Tea', ['tea']],
  ['<img src=x onerror=alert(1)>', ['img', 'src', 'x', 'onerror', 'alert', '1']],
  ['🎁 ...', []],
])('the words of %j', (name, words) => expect(wordsOf(name)).toEqual(words))
