import { useEffect, useEffectEvent, useRef } from 'react'
import { useText } from '../language/language.tsx'
import { Button } from './button.tsx'

/** The end of a list that goes on: what comes next is brought when one gets here, by scrolling or by the button. */
export function More({ busy, onMore }: { readonly busy: boolean; readonly onMore: () => void }) {
  const t = useText()
  const end = useRef<HTMLDivElement>(null)
  const reached = useEffectEvent(() => {
    if (!busy) onMore()
  })
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) reached()
      },
      { rootMargin: '400px' },
    )
    if (end.current) observer.observe(end.current)
    return () => observer.disconnect()
  }, [busy])
  return (
    <div className="more" ref={end}>
      <Button busy={busy} onClick={onMore}>
        {t('showMore')}
      </Button>
    </div>
  )
}
