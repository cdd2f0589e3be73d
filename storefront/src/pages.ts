/** Every page with its path: each is loaded when one goes there. */
import type { ComponentType } from 'react'

type PageModule = { readonly default: ComponentType }

export class PageRoute {
  readonly path: string
  readonly #import: () => Promise<PageModule>
  #loaded: ComponentType | undefined

  constructor(path: string, load: () => Promise<PageModule>) {
    this.path = path
    this.#import = load
  }

  readonly load = async (): Promise<PageModule> => {
    const page = await this.#import()
    this.#loaded = page.default
    return page
  }

  get loaded(): ComponentType | undefined {
    return this.#loaded
  }

  isAt(pathname: string): boolean {
    const pattern = this.path.replaceAll(/:\w+/g, '[^/]+')
    return new RegExp(`^${pattern}/?$`).test(pathname)
  }
}

export const pages: readonly PageRoute[] = [
  new PageRoute('/', () => import('./products/products-page.tsx')),
  new PageRoute('/products/:id', () => import('./products/product-page.tsx')),
  new PageRoute('/products/:id/order', () => import('./orders/order-form-page.tsx')),
  new PageRoute('/orders/:id', () => import('./orders/order-page.tsx')),
  new PageRoute('/me', () => import('./my-page/my-page.tsx')),
  new PageRoute('/carrier', () => import('./carrier/carrier-page.tsx')),
  new PageRoute('/admin', () => import('./admin/admin-page.tsx')),
  new PageRoute('/operations', () => import('./operations/operations-page.tsx')),
  new PageRoute('/sign-in', () => import('./session/sign-in-page.tsx')),
  new PageRoute('/signed-in', () => import('./session/signed-in-page.tsx')),
  new PageRoute('/components', () => import('./components/components-page.tsx')),
]

/** Loads the page at a path before one goes there. */
export async function preload(pathname: string): Promise<void> {
  await pages.find((page) => page.isAt(pathname))?.load()
}
