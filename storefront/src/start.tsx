import { ApolloProvider } from '@apollo/client/react'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { client } from './graph/client.ts'
import type { Catalogue } from './language/catalogues.ts'
import { LanguageProvider } from './language/language.tsx'

/** As a transition, which React does in many short tasks: on a slow phone a single one would block scrolling meanwhile. */
export function show(root: HTMLElement, first: Catalogue): void {
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <LanguageProvider first={first}>
          <ApolloProvider client={client}>
            <BrowserRouter>
              <App />
            </BrowserRouter>
          </ApolloProvider>
        </LanguageProvider>
      </StrictMode>,
    ),
  )
}
