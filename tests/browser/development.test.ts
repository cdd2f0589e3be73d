/**
 * Pages that Vite serves from a port of its own: `npm run storefront`, where each change is seen at once, and a front-end
 * developer's first page, by docs/clients.md alone.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { freePort } from '@shop/dev/ports.ts'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { storefrontFolder } from '@shop/dev/storefront-build.ts'
import { startStorefrontServer } from '@shop/dev/storefront-server.ts'
import { until } from '@shop/dev/testing/until.ts'
import { writeDocumented } from '../clients/documented.ts'
import { data } from '../component/shopping.ts'
import { admin } from '../component/tokens.ts'
import { ADD_POINTS, advance, newProduct } from '../e2e/shopping.ts'
import { openStorefront } from './storefront.ts'

const open = openStorefront()
const WITHIN_MS = 120_000 // Vite puts the libraries together first

/** A copy of the sources, to be edited; within the project, whose libraries it uses. */
async function copyStorefront(): Promise<string> {
  const root = path.join(projectRoot, '.data')
  await mkdir(root, { recursive: true })
  const folder = await mkdtemp(path.join(root, 'storefront-'))
  for (const name of ['src', 'public', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package.json'])
    await cp(path.join(storefrontFolder, name), path.join(folder, name), { recursive: true })
  const config = await readFile(path.join(folder, 'tsconfig.json'), 'utf8')
  await writeFile(path.join(folder, 'tsconfig.json'), config.replaceAll('../', '../../')) // the copy lies a folder deeper
  const libraries = path.join(storefrontFolder, 'node_modules')
  await mkdir(path.join(folder, 'node_modules')) // Vite keeps there what it has put together
  for (const name of await readdir(libraries))
    if (!name.startsWith('.')) await symlink(path.join(libraries, name), path.join(folder, 'node_modules', name))
  return folder
}

test('a component that is edited is seen in the page without a reload, with the shop’s products', async () => {
  const productId = await newProduct(open.router, { name: 'Edited tea' })
  const folder = await copyStorefront()
  const port = await freePort()
  const lines: string[] = []
  const server = await startStorefrontServer({
    shop: open.running.url,
    port,
    folder,
    print: (line) => void lines.push(line),
  })
  const url = `http://127.0.0.1:${port}`
  const visitor = await open.visitor(undefined, [], { alsoFrom: url })
  try {
    await until('the server is there', () => lines.some((line) => line.includes(String(port))), WITHIN_MS)
    const { page } = visitor
    page.setDefaultTimeout(WITHIN_MS)
    await page.goto(`${url}/products/${productId}`)
    await page.getByRole('heading', { name: 'Edited tea' }).waitFor()
    const quantity = page.getByRole('textbox', { name: 'Quantity' })
    const file = path.join(folder, 'src', 'products', 'product-page.tsx')
    const source = await readFile(file, 'utf8')
    // A library that is found late makes Vite load the page again, once: what was typed before is then forgotten.
    for (let edit = 1; edit <= 3; edit += 1) {
      await quantity.fill('7')
      const edited = source.replace('className="offer"', `className="offer" data-edit="${edit}"`)
      const isSeen = async (): Promise<boolean> => {
        await writeFile(file, edited) // once more where Vite did not watch the folder yet
        const shown = page.locator(`[data-edit="${edit}"]`).waitFor({ timeout: 10_000 })
        return shown.then(
          () => true,
          () => false,
        )
      }
      await until('the edit is seen', isSeen, WITHIN_MS)
      if ((await quantity.inputValue()) === '7') break
    }
    expect(await quantity.inputValue()).toBe('7')
  } finally {
    await visitor.close()
    await server.stop(5_000)
    await rm(folder, { recursive: true, force: true })
  }
})

/** What `npm create vite -- --template react-ts` makes around the document's files, without looks; what Vite puts together is kept beside them. */
const TEMPLATE = {
  'index.html':
    '<!doctype html><title>shop-page</title><link rel="icon" href="data:," /><div id="root"></div><script type="module" src="/src/main.tsx"></script>',
  'vite.config.ts':
    "import react from '@vitejs/plugin-react'\nexport default { plugins: [react()], cacheDir: '.vite' }\n",
  'src/main.tsx':
    "import { createRoot } from 'react-dom/client'\nimport App from './App.tsx'\ncreateRoot(document.getElementById('root')!).render(<App />)\n",
}

test('a first page by docs/clients.md lists products, places an order, and shows the order and its delivery as they change', async () => {
  const name = `Tea of ${Date.now()}`
  await newProduct(open.router, { name, price: 1, stock: 100 })
  await data(open.router.request(ADD_POINTS, { input: { userId: 'alice', amount: 1_000 } }, admin))
  const { folder, dispose } = await writeDocumented(open.running.url, storefrontFolder) // whose libraries it uses
  await mkdir(path.join(folder, 'src'))
  for (const file of ['shop.ts', 'apollo.ts', 'order-apollo.ts', 'follow-apollo.ts', 'App.tsx'])
    await rename(path.join(folder, file), path.join(folder, 'src', file))
  for (const [file, text] of Object.entries(TEMPLATE)) await writeFile(path.join(folder, file), text)
  const port = await freePort()
  const url = `http://localhost:${port}`
  const vite = path.join(storefrontFolder, 'node_modules', 'vite', 'bin', 'vite.js')
  const lines: string[] = []
  const args = [vite, '--port', String(port), '--strictPort']
  const env = { NODE_ENV: 'development' }
  const server = await Child.spawn({ file: process.execPath, args, cwd: folder, env }, (line) => void lines.push(line))
  const visitor = await open.visitor(undefined, [], { alsoFrom: url })
  try {
    await until('the server is there', () => lines.some((line) => line.includes(String(port))), WITHIN_MS)
    const { page } = visitor
    page.setDefaultTimeout(WITHIN_MS)
    await page.goto(url)
    const product = page.locator('li', { hasText: name })
    await product.getByText('100 in stock').waitFor()
    await product.getByRole('button', { name: 'Order' }).click()
    const order = page.locator('p', { hasText: /^Order [0-9a-f-]{36}:/ })
    await order.filter({ hasText: 'CONFIRMED' }).filter({ hasText: 'PREPARING' }).waitFor()
    await product.getByText('99 in stock').waitFor()
    const [id = ''] = /[0-9a-f-]{36}/.exec((await order.textContent()) ?? '') ?? []
    for (const status of ['SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']) {
      await advance(open.router, id)
      await order.filter({ hasText: status }).waitFor()
    }
    await order.filter({ hasText: 'COMPLETED' }).waitFor()
    expect(visitor.faults).toEqual([])
  } finally {
    await visitor.close()
    await server.stop(5_000)
    await dispose()
  }
})
