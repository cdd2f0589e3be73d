/** What is shown where the pages cannot be loaded, and with them their words. */
import type { Language } from './language/catalogues.ts'

const words: Readonly<Record<Language, { readonly text: string; readonly again: string }>> = {
  en: { text: 'The shop could not be loaded.', again: 'Try again' },
  ko: { text: '상점을 불러오지 못했습니다.', again: '다시 시도' },
}

/** Shown instead of what is awaited. Loads the page again on request, and when the network is back. */
export function showStartFailure(root: HTMLElement, language: Language): void {
  const { text, again } = words[language]
  const reload = (): void => location.reload()
  const title = Object.assign(document.createElement('p'), { className: 'empty-title', textContent: text })
  const button = Object.assign(document.createElement('button'), {
    ...{ type: 'button', className: 'button button-primary', textContent: again, onclick: reload },
  })
  const notice = Object.assign(document.createElement('div'), { className: 'empty', role: 'alert' })
  notice.append(title, button)
  const main = document.createElement('main')
  main.append(notice)
  document.documentElement.lang = language
  root.querySelector('main')?.replaceWith(main)
  window.addEventListener('online', reload, { once: true })
}
