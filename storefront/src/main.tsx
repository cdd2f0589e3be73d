import { ApolloProvider } from '@apollo/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { client } from './graph/client.ts'
import { LanguageProvider } from './language/language.tsx'
import { wayIn } from './session/login.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/components.css'
import './styles/pages.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element "root"')

// Who was logged in is so before the first question is asked: else it would be asked twice.
await wayIn()
  .then(({ login }) => login?.restore())
  .catch(() => undefined)

createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <ApolloProvider client={client}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </ApolloProvider>
    </LanguageProvider>
  </StrictMode>,
)
