import type { ReactNode } from 'react'

type Column<Name extends string> = {
  readonly name: Name
  readonly head: string
  /** A number: aligned with those above and below it. */
  readonly figure?: boolean
}

type TableRow<Name extends string> = { readonly key: string; readonly cells: Readonly<Record<Name, ReactNode>> }

type DataTableProps<Name extends string> = {
  /** What the table is of, for those who do not see where it stands. */
  readonly caption: string
  readonly columns: readonly Column<Name>[]
  readonly rows: readonly TableRow<NoInfer<Name>>[]
}

/** Rows of the same kind. On a narrow screen each row becomes a list of its cells with their heads. */
export function DataTable<Name extends string>({ caption, columns, rows }: DataTableProps<Name>) {
  const look = ({ figure }: Column<Name>): string | undefined => (figure === true ? 'table-figure' : undefined)
  return (
    <table className="table" aria-label={caption}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" className={look(column)}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key} data-row={key}>
            {columns.map((column) => (
              <td key={column.name} className={look(column)} data-head={column.head}>
                <span>{cells[column.name]}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
