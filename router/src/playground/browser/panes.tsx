/** Below the answer: the streams with all of their events, and the plan of the last operation. */
import { useEffect, useRef, useState } from 'react'
import { lastPlan } from './plan.ts'
import { useObservable } from './observable.ts'
import type { Stream, OpenStreams } from './streams.ts'
import { isOver } from './streams.ts'

export function Panes({ streams }: { readonly streams: OpenStreams }) {
  const all = useObservable(streams.all)
  const plan = useObservable(lastPlan)
  const [shown, show] = useState<'streams' | 'plan' | undefined>()
  useEffect(() => {
    if (all.length > 0) show('streams')
  }, [all.length])
  const button = (pane: 'streams' | 'plan', label: string) => (
    <button
      type="button"
      role="tab"
      aria-selected={shown === pane}
      onClick={() => show(shown === pane ? undefined : pane)}
    >
      {label}
    </button>
  )
  const running = all.filter((each) => !isOver(each)).length
  const cutOff = all.filter(({ state }) => state === 'reconnecting').length
  return (
    <section className="panes" data-shown={shown ?? 'none'} aria-label="Streams and query plan">
      <div className="pane-tabs" role="tablist">
        {button('streams', `Streams (${running} of ${all.length} open${cutOff ? `, ${cutOff} cut off` : ''})`)}
        {button('plan', 'Query plan')}
        {shown === 'streams' && all.some(isOver) ? (
          <button type="button" className="pane-action" onClick={() => streams.clear()}>
            Clear what has ended
          </button>
        ) : null}
      </div>
      {shown === 'streams' ? <StreamList all={all} streams={streams} /> : null}
      {shown === 'plan' ? (
        <pre className="plan">{plan ? `${plan.operation}, ${timeOf(plan.at)}\n${plan.text}` : NO_PLAN}</pre>
      ) : null}
    </section>
  )
}

const NO_PLAN =
  'Run a query or a mutation: here is then how the router fetches it, from which subgraph and in which order.'

function StreamList({ all, streams }: { readonly all: readonly Stream[]; readonly streams: OpenStreams }) {
  if (all.length === 0) return <p className="hint">Run a subscription: it goes on here, whatever tab is open.</p>
  return (
    <div className="streams">
      {all.toReversed().map((stream) => (
        <StreamEvents key={stream.id} stream={stream} stop={() => streams.stop(stream.id)} />
      ))}
    </div>
  )
}

function StreamEvents({ stream, stop }: { readonly stream: Stream; readonly stop: () => void }) {
  const { id, title, login, state, resumedAt, events } = stream
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [events.length])
  const resumed = resumedAt ? `, resumed at ${timeOf(resumedAt)}` : ''
  return (
    <article className="stream" data-stream={id} data-state={state}>
      <header>
        <strong>{title}</strong>
        <span className="state" role="status">
          {state === 'reconnecting' ? CUT_OFF : state}, {events.length} {events.length === 1 ? 'event' : 'events'}
          {resumed}, as {login?.user ?? 'anyone'}
        </span>
        {isOver(stream) ? null : (
          <button type="button" onClick={stop}>
            Stop
          </button>
        )}
      </header>
      <ol ref={list}>
        {events.map(({ at, result }, index) => (
          <li key={index}>
            <time dateTime={at.toISOString()}>{timeOf(at)}</time>
            <code>{JSON.stringify(result.errors ? result : result.data)}</code>
          </li>
        ))}
      </ol>
    </article>
  )
}

const CUT_OFF = 'cut off: the router or the network is away; reconnecting'

const timeOf = (at: Date): string =>
  `${at.toLocaleTimeString('en-GB')}.${String(at.getMilliseconds()).padStart(3, '0')}`
