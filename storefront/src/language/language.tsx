/** The words of the pages, in the language that is shown. */
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { IntlShape } from 'react-intl'
import { IntlProvider, useIntl } from 'react-intl'
import type { Catalogue, Language, MessageId } from './catalogues.ts'
import { catalogueOf, keepLanguage } from './catalogues.ts'

/** A message with the values that stand in it. */
export type Text = (id: MessageId, values?: Readonly<Record<string, string | number>>) => string

const Choice = createContext<(language: Language) => void>(() => undefined)

type LanguageProviderProps = { readonly first: Catalogue; readonly children: ReactNode }

export function LanguageProvider({ first, children }: LanguageProviderProps) {
  const [{ language, messages }, setShown] = useState(first)
  const wanted = useRef<Language>(first.language)

  useEffect(() => {
    document.documentElement.lang = language
  }, [language])

  const choose = useCallback((next: Language) => {
    keepLanguage(next)
    wanted.current = next
    void catalogueOf(next).then((catalogue) => {
      if (wanted.current === next) setShown(catalogue)
    })
  }, [])

  return (
    <Choice value={choose}>
      <IntlProvider locale={language} messages={messages}>
        {children}
      </IntlProvider>
    </Choice>
  )
}

export function useLanguage(): { readonly language: Language; readonly choose: (language: Language) => void } {
  const choose = use(Choice)
  const { locale } = useIntl()
  return { language: locale === 'ko' ? 'ko' : 'en', choose }
}

export function useText(): Text {
  const intl = useIntl()
  return useCallback((id, values) => intl.formatMessage({ id }, values), [intl])
}

/** Numbers and moments as people of this language write them. */
export function useFormats() {
  const intl = useIntl()
  return useMemo(
    () => ({
      number: (value: number) => intl.formatNumber(value),
      points: (value: number) => intl.formatMessage({ id: 'points' }, { points: intl.formatNumber(value) }),
      signedPoints: (value: number) =>
        intl.formatMessage({ id: 'points' }, { points: intl.formatNumber(value, { signDisplay: 'exceptZero' }) }),
      day: (at: string) => intl.formatDate(at, { dateStyle: 'medium' }),
      moment: (at: string) => intl.formatDate(at, { dateStyle: 'medium', timeStyle: 'short' }),
      clock: (at: string) => intl.formatTime(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      /** So many a second, or another rate below 100. */
      rate: (value: number) => intl.formatNumber(value, { maximumFractionDigits: value < 10 ? 2 : 1 }),
      milliseconds: (value: number | null) => (value === null ? '–' : duration(intl, value)),
      seconds: (value: number) => duration(intl, value * 1_000),
      ago: (at: string) => ago(intl, Date.now() - Date.parse(at)),
      exact: (at: string) =>
        intl.formatTime(at, {
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
          fractionalSecondDigits: 3,
          hourCycle: 'h23',
        }),
    }),
    [intl],
  )
}

function duration(intl: IntlShape, ms: number): string {
  const [value, unit] =
    ms < 1_000 ? [ms, 'millisecond'] : ms < 120_000 ? [ms / 1_000, 'second'] : [ms / 60_000, 'minute']
  return intl.formatNumber(value, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && ms >= 1_000 ? 1 : 0,
  })
}

const STEPS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const

function ago(intl: IntlShape, ms: number): string {
  const [size, unit] = STEPS.find(([least]) => ms >= least) ?? [1_000, 'second']
  return intl.formatRelativeTime(-Math.max(0, Math.floor(ms / size)), unit)
}
