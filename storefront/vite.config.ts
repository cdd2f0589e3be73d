import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compression } from 'vite-plugin-compression2'

/** The running shop, for the development server: `npm run storefront`. */
const shop = process.env['SHOP_URL'] ?? 'http://127.0.0.1:4000'

export default defineConfig({
  plugins: [react(), compression({ algorithms: ['brotliCompress', 'gzip'], threshold: 1_024 })],
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
