/** What a command prints on standard output: a table for people, JSON for machines. */

/** One column: its heading and how a row's cell is made. */
export interface Column<Row> {
  heading: string
  cell: (row: Row) => string | number
}

/** Prints rows as JSON (one document) or as an aligned table; numbers stand to the right. */
export function printRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], json: boolean): void {
  print(json ? JSON.stringify(rows, jsonValue, 2) : formatTable(rows, columns))
}

export function printValue(value: unknown, text: string, json: boolean): void {
  print(json ? JSON.stringify(value, jsonValue, 2) : text)
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** JSON has no 64-bit integers that every reader keeps; they travel as strings, bytes as base64. */
function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value
}

function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)))
  const widths = columns.map(({ heading }, at) =>
    Math.max(heading.length, ...cells.map((row) => String(row[at]).length)),
  )
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, at) =>
        typeof cell === 'number' ? String(cell).padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ heading }) => heading)), ...cells.map(line)].join('\n')
}
