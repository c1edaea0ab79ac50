/** Rows as an aligned table on a terminal, or as JSON. */

import { styleText } from 'node:util'
import stringWidth from 'string-width'
import { print, toJson, withoutControls } from './output.ts'

/** One column: its heading and how a row's cell is made. Numbers stand to the right. */
export interface Column<Row> {
  heading: string
  cell: (row: Row) => string | number
}

/** Prints rows as JSON (one document) or as a table; on a terminal no line is longer than the window is wide. */
export function printRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], json: boolean): void {
  print(json ? toJson(rows) : formatTable(rows, columns, process.stdout.isTTY ? process.stdout.columns : undefined))
}

/** @param room - columns of the terminal; without one nothing is cut. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], room?: number): string {
  const numeric = columns.map((column) => rows.some((row) => typeof column.cell(row) === 'number'))
  const cells = rows.map((row) => columns.map((column) => oneLine(String(column.cell(row)))))
  const headings = columns.map(({ heading }) => heading)
  const widths = fitting(
    headings.map((heading, at) =>
      cells.reduce((width, row) => Math.max(width, stringWidth(row[at] ?? '')), heading.length),
    ),
    room,
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => aligned(cell, widths[at] ?? 0, numeric[at] ?? false))
      .join(gap)
      .trimEnd()
  // Colour only where a terminal shows it; NO_COLOR and FORCE_COLOR are heeded by styleText.
  const head = styleText('bold', line(headings), { stream: process.stdout })
  return [head, ...cells.map(line)].join('\n')
}

const gap = '  '

/** No column is cut to less than this. */
const leastWidth = 12

/** Takes from the widest column until the line fits. */
function fitting(widths: number[], room = Number.POSITIVE_INFINITY): number[] {
  const fitted = [...widths]
  const total = () => fitted.reduce((sum, width) => sum + width, gap.length * (fitted.length - 1))
  while (total() > room) {
    const widest = Math.max(...fitted)
    if (widest <= leastWidth) break
    const at = fitted.indexOf(widest)
    const second = Math.max(leastWidth, ...fitted.filter((_, other) => other !== at))
    // Down to the next widest at once, or as far as is needed.
    fitted[at] = Math.max(leastWidth, widest - Math.max(1, Math.min(total() - room, widest - second)))
  }
  return fitted
}

function aligned(cell: string, width: number, right: boolean): string {
  const shown = cut(cell, width)
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(shown)))
  return right ? blanks + shown : shown + blanks
}

/** Whole characters as a person counts them: an accent is not parted from its letter. */
function cut(cell: string, width: number): string {
  if (stringWidth(cell) <= width) return cell
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(cell)) {
    if (stringWidth(kept) + stringWidth(segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

function oneLine(text: string): string {
  return withoutControls(text.replace(/[\n\t]/g, ' '))
}
