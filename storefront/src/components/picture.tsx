import type { CSSProperties } from 'react'

// What fits any product: a bag, a box, a gift.
const drawings = [
  'M17 24h30l-3 24H20zM25 28v-8a7 7 0 0 1 14 0v8',
  'M14 24l18-9 18 9v18l-18 9-18-9zM14 24l18 9 18-9M32 33v18M23 19.500l18 9',
  'M14 26h36v8H14zM18 34h28v16H18zM32 26v24M32 26c-10 0-12-10-6-11 4 0 6 6 6 11zM32 26c10 0 12-10 6-11-4 0-6 6-6 11z',
]

/** Products have no photographs: each gets a drawing and a colour of its own, always the same. */
export function Picture({ id, large = false }: { readonly id: string; readonly large?: boolean }) {
  const hash = Array.from(id).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7)
  const style: CSSProperties & { '--hue': number } = { '--hue': (hash * 47) % 360 }
  return (
    <div className={`picture${large ? ' picture-large' : ''}`} style={style} aria-hidden="true">
      <svg viewBox="0 0 64 64" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round">
        <path d={drawings[hash % drawings.length]} strokeLinecap="round" />
      </svg>
    </div>
  )
}
