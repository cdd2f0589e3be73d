import { parse } from '@formatjs/icu-messageformat-parser'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'
import { compression } from 'vite-plugin-compression2'

/** The running shop, for the development server: `npm run storefront`. */
const shop = process.env['SHOP_URL'] ?? 'http://127.0.0.1:4000'

/** Messages are parsed here, once, and not in every browser. */
const messages: Plugin = {
  name: 'parsed-messages',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/language\/\w+\.json$/.test(id)) return undefined
    const parsed = Object.entries<string>(JSON.parse(code)).map(([key, text]) => [key, parse(text)])
    return { code: JSON.stringify(Object.fromEntries(parsed)), map: null }
  },
}

/** What src/main.tsx imports dynamically is needed in any case: the page preloads it. */
const early: Plugin = {
  name: 'preload-what-main-imports',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle, chunk: main }) => {
      const chunks = Object.values(bundle ?? {}).filter((each) => each.type === 'chunk')
      const awaited = chunks.filter(({ fileName }) => main?.dynamicImports.includes(fileName))
      const files = new Set(awaited.flatMap(({ fileName, imports }) => [fileName, ...imports]))
      for (const known of [main?.fileName ?? '', ...(main?.imports ?? [])]) files.delete(known)
      return [...files].map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
        injectTo: 'head',
      }))
    },
  },
}

const parser = '@formatjs/icu-messageformat-parser'

export default defineConfig({
  resolve: { alias: [{ find: new RegExp(`^${parser}$`), replacement: `${parser}/no-parser.js` }] },
  plugins: [messages, early, react(), compression({ algorithms: ['brotliCompress', 'gzip'], threshold: 1_024 })],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // A few larger files instead of many small ones: each is a request of its own.
        codeSplitting: {
          groups: [
            { name: 'first', test: /\/src\/(pages|language\/catalogues|session\/(?!oidc)[\w-]+)\.ts$/, priority: 2 },
            { name: 'react', test: /\/node_modules\/(react-dom|scheduler)\//, priority: 1 },
            { name: 'graph', test: /\/src\/graph\/(client|cache|connection|errors|socket)\.ts$/, priority: 1 },
            {
              name: 'shared',
              test: /\/src\/(components\/(?!dialog|toasts)|graph|language|generated)/,
              minShareCount: 3,
            },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/graphql': { target: shop, ws: true },
      '/playground': shop,
      '/dev/login': shop,
      '/settings.json': shop,
    },
  },
})
