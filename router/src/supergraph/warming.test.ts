import { ToyRouter } from '../../testing/toy-router.ts'
import { ToySubgraph } from '../../testing/toy-subgraph.ts'

/** More than may wait for a plan, three times over. With the root's `__typename` none is planned directly. */
const OPERATIONS = 700
const FIELDS = Array.from({ length: OPERATIONS }, (_, index) => `f${index}: Int`).join(' ')
const subgraph = new ToySubgraph('a', `type Query { ${FIELDS} }`)

test('no operation in use is refused after a reload', async () => {
  await using running = await subgraph.start()
  await using router = await ToyRouter.start([running], { RATE_PER_ADDRESS: '0' })
  const texts = Array.from({ length: OPERATIONS }, (_, index) => `{ __typename f${index} }`)
  for (const text of texts) expect((await router.request(text)).errors).toBeUndefined()
  const adopted = new Promise<void>((resolve) => router.services.graph.onAdopted(() => resolve()))
  running.change(`type Query { ${FIELDS} more: Int }`)
  await router.compose([running])
  await adopted
  const answers = await Promise.all(texts.map((text) => router.request(text)))
  expect(answers.filter(({ errors }) => errors)).toEqual([])
}, 300_000)
