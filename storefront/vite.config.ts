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
const parser = '@formatjs/icu-messageformat-parser'

export default defineConfig({
  resolve: { alias: [{ find: new RegExp(`^${parser}$`), replacement: `${parser}/no-parser.js` }] },
  plugins: [messages, react(), compression({ algorithms: ['brotliCompress', 'gzip'], threshold: 1_024 })],
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
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
