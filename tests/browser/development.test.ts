/** `npm run storefront`: the pages from their sources in front of a running shop, with each change at once. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { freePort } from '@shop/dev/ports.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { storefrontFolder } from '@shop/dev/storefront-build.ts'
import { startStorefrontServer } from '@shop/dev/storefront-server.ts'
import { until } from '@shop/dev/testing/until.ts'
import { newProduct } from '../e2e/shopping.ts'
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
      await writeFile(file, source.replace('className="offer"', `className="offer" data-edit="${edit}"`))
      await page.locator(`[data-edit="${edit}"]`).waitFor()
      if ((await quantity.inputValue()) === '7') break
    }
    expect(await quantity.inputValue()).toBe('7')
  } finally {
    await visitor.close()
    await server.stop(5_000)
    await rm(folder, { recursive: true, force: true })
  }
})
