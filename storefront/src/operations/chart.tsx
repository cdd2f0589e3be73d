import { useEffect, useEffectEvent, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

const HEIGHT = 180

export type ChartSeries = { readonly label: string; readonly values: readonly (number | null)[] }

type ChartProps = {
  readonly title: string
  /** What the lines show, in a sentence. */
  readonly summary: string
  /** Seconds since 1970. */
  readonly times: readonly number[]
  readonly series: readonly ChartSeries[]
  /** The height is at least this value. */
  readonly min: number
  readonly format: (value: number) => string
  readonly formatTime: (seconds: number) => string
}

/** Lines over time. The picture is for the eyes alone: its sentence says the same, and a table beside it says all. */
export function Chart({ title, summary, times, series, min, format, formatTime }: ChartProps) {
  const figure = useRef<HTMLElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const data = (): uPlot.AlignedData => [[...times], ...series.map(({ values }) => [...values])]

  /** Colours are the legend's, whatever the scheme is. */
  const ink = (name: string): string => {
    const marked = figure.current?.querySelector(`[data-ink="${name}"]`)
    return marked ? getComputedStyle(marked).color : 'gray'
  }
  const draw = useEffectEvent((): uPlot | undefined => {
    if (!place.current) return undefined
    const font = `${getComputedStyle(place.current).fontSize} sans-serif`
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
    const axis = {
      stroke: () => ink('axis'),
      font,
      grid: { stroke: () => ink('grid'), width: 1 },
      ticks: { show: false },
    }
    const options: uPlot.Options = {
      width: place.current.clientWidth,
      height: (HEIGHT * rem) / 16,
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, min)] } },
      axes: [
        { ...axis, space: 5 * rem, size: 2 * rem, values: (_plot, ticks) => ticks.map(formatTime) },
        { ...axis, space: 1.7 * rem, size: 4.5 * rem, values: (_plot, ticks) => ticks.map(format) },
      ],
      series: [
        {},
        ...series.map(({ label }, index) => ({
          label,
          stroke: () => ink(String(index)),
          width: 2,
          points: {
            ...{ size: 5, fill: () => ink(String(index)), stroke: () => ink(String(index)) },
            filter: (shown: uPlot, at: number, all: boolean) => (all ? null : isolated(shown.data[at] ?? [])),
          },
        })),
      ],
    }
    return new uPlot(options, data(), place.current)
  })
  useEffect(() => {
    const again = (): void => {
      plot.current?.destroy()
      plot.current = draw() ?? null
    }
    again()
    const resized = new ResizeObserver(again)
    if (place.current) resized.observe(place.current)
    const restyled = new MutationObserver(again)
    restyled.observe(document.documentElement, { attributes: true, attributeFilter: ['data-scheme', 'lang', 'style'] })
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', again)
    return () => {
      resized.disconnect()
      restyled.disconnect()
      dark.removeEventListener('change', again)
      plot.current?.destroy()
    }
  }, [])
  const show = useEffectEvent(() => plot.current?.setData(data()))
  useEffect(() => show(), [times, series])
  return (
    <figure className="card chart" ref={figure}>
      <figcaption>
        <h2>{title}</h2>
        <p className="hint">{summary}</p>
      </figcaption>
      <p className="chart-legend" aria-hidden="true">
        {series.map(({ label }, index) => (
          <span key={label} className={`chart-ink chart-ink-${index}`} data-ink={index}>
            {label}
          </span>
        ))}
        <span className="chart-axis" data-ink="axis" />
        <span className="chart-grid" data-ink="grid" />
      </p>
      <div className="chart-place" ref={place} aria-hidden="true" />
    </figure>
  )
}

/** The indexes of values between gaps: no line leads to them, so each needs its point. */
function isolated(values: ArrayLike<number | null | undefined>): number[] {
  const has = (index: number): boolean => typeof values[index] === 'number'
  return Array.from(values, (_, index) => index).filter((at) => has(at) && !has(at - 1) && !has(at + 1))
}
