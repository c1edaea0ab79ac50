/** Markdown as the printed pages have it. */

/** Says so to whoever would change the page by hand. */
export const printedNote = 'Printed by `schemalog docs` from the tables in the source; change those, not this page.\n'

export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableRow(headings), `|${' --- |'.repeat(headings.length)}`, ...rows.map(tableRow)].join('\n')
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}
