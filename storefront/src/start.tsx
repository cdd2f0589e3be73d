import { ApolloProvider } from '@apollo/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { client } from './graph/client.ts'
import type { Catalogue } from './language/catalogues.ts'
import { LanguageProvider } from './language/language.tsx'

export function show(root: HTMLElement, first: Catalogue): void {
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
  )
}
