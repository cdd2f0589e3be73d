/** A table in Markdown, its columns as wide as what stands in them. */
export type TableCell = string | number | null

/** Numbers stand right. Rows have as many cells as the head. */
export function table(head: readonly string[], rows: readonly (readonly TableCell[])[]): string {
  const lines = rows.map((row) => row.map(text))
  const widths = head.map((name, column) => Math.max(3, name.length, ...lines.map((row) => row[column]?.length ?? 0)))
  const isNumeric = head.map((_, column) => rows.every((row) => typeof row[column] !== 'string'))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, n) => (isNumeric[n] ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, n) => (isNumeric[n] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [line(head), line(rule), ...lines.map(line)].join('\n')
}

/** Three digits that mean something, and no more. */
function text(cell: TableCell): string {
  if (cell === null) return '-'
  if (typeof cell === 'string') return cell
  const size = Math.abs(cell)
  return cell.toFixed(size >= 100 || Number.isInteger(cell) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
}
