import { useState } from 'react'

export type RowSelection = {
  /** Those that are selected among those that are shown: one that is gone meanwhile is selected no more. */
  readonly ids: readonly string[]
  readonly isWhole: boolean
  readonly has: (id: string) => boolean
  readonly toggle: (id: string) => void
  readonly selectAll: (yes: boolean) => void
}

/** Which rows of a list are selected, to do the same with all of them. */
export function useSelection(shown: readonly string[]): RowSelection {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const ids = shown.filter((id) => selected.has(id))
  return {
    ids,
    isWhole: ids.length === shown.length,
    has: (id) => selected.has(id),
    toggle: (id) => setSelected((before) => new Set(before).symmetricDifference(new Set([id]))),
    selectAll: (yes) => setSelected(new Set(yes ? shown : [])),
  }
}

export function SelectAll({ selection, label }: { readonly selection: RowSelection; readonly label: string }) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={selection.isWhole}
        onChange={({ target }) => selection.selectAll(target.checked)}
      />
      {label}
    </label>
  )
}
