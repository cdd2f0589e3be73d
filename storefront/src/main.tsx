/**
 * Begins at once, side by side, what does not need one another: the libraries, the messages of one language, the requested page,
 * and who was logged in here.
 */
import { catalogueOf, firstLanguage } from './language/catalogues.ts'
import { preload } from './pages.ts'
import { wayIn } from './session/login.ts'
import { showStartFailure } from './start-failure.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/components.css'
import './styles/pages.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element "root"')

/** Each library runs in a task of its own: on a slow phone a single one would block scrolling meanwhile. */
const start = async () => {
  await import('react-dom/client')
  await import('./graph/client.ts')
  return import('./start.tsx')
}

/** So does what a browser has to look up when numbers and dates are first written. */
const lookUp = async () => {
  await nextTask()
  Intl.NumberFormat.supportedLocalesOf(language)
  await nextTask()
  Intl.DateTimeFormat.supportedLocalesOf(language)
}
const nextTask = () => new Promise((resolve) => setTimeout(resolve))

const language = firstLanguage()
try {
  const [{ show }, words] = await Promise.all([
    start(),
    catalogueOf(language),
    preload(location.pathname).catch(() => undefined), // it is tried again when it is shown
    // The session is restored before the first query: else that would be sent twice.
    wayIn()
      .then(({ login }) => login?.restore())
      .catch(() => undefined),
    lookUp(),
  ])
  show(root, words)
} catch (error) {
  showStartFailure(root, language)
  throw error
}
