import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { builtOnce } from './storefront-build.ts'
import { withCache, withTemporaryFolder } from './testing/temporary.ts'

test('pages are built once, also over another start, and again where a source is edited, added or removed', () =>
  withCache(() =>
    withTemporaryFolder(async (root) => {
      const folder = path.join(root, 'storefront')
      const write = (file: string, text: string) => writeFile(path.join(folder, file), text)
      await mkdir(path.join(folder, 'src', 'pages'), { recursive: true })
      await mkdir(path.join(folder, 'public'))
      await write('index.html', '<script src="/src/main.ts"></script>')
      await write('src/pages/first.ts', 'one')
      let builds = 0
      const start = async () => {
        const built = await builtOnce(folder, (target) => writeFile(path.join(target, 'page'), String(++builds)))
        return readFile(path.join(built, 'page'), 'utf8')
      }
      expect([await start(), await start()]).toEqual(['1', '1'])
      await write('src/pages/first.ts', 'two')
      expect([await start(), await start()]).toEqual(['2', '2'])
      await write('public/icon.svg', '<svg/>')
      expect(await start()).toBe('3')
      await write('README.md', 'no source')
      expect(await start()).toBe('3')
      await rm(path.join(folder, 'public', 'icon.svg'))
      expect(await start()).toBe('2') // as before that
      await write('src/pages/first.ts', 'one')
      expect(await start()).toBe('1')
      expect(builds).toBe(3)
    }),
  ))
