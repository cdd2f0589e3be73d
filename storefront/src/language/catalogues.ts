/** Korean or English: the browser's first, or what was chosen here. */
import type en from './en.json'

export type MessageId = keyof typeof en
export type Language = 'ko' | 'en'
export type Catalogue = { readonly language: Language; readonly messages: Record<MessageId, string> }

const files: Readonly<Record<Language, () => Promise<{ default: Record<MessageId, string> }>>> = {
  en: () => import('./en.json'),
  ko: () => import('./ko.json'),
}
const CHOICE = 'language'

export function firstLanguage(): Language {
  const chosen = localStorage.getItem(CHOICE)
  if (chosen === 'ko' || chosen === 'en') return chosen
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'ko' || tag === 'en')
  return known === 'ko' ? 'ko' : 'en'
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(CHOICE, language)
}

export async function catalogueOf(language: Language): Promise<Catalogue> {
  return { language, messages: (await files[language]()).default }
}
