/** docs/settings.md: what can be set, as the table of settings says. */

import { describeSettings, settings } from '../../settings/index.ts'
import { markdownTable, printedNote } from './markdown.ts'

export function settingsPage(): string {
  const rows = describeSettings(settings).map(({ variable, flag, default: value, expected, doc }) => [
    `\`${variable}\``,
    `\`${flag}\``,
    value === '' ? '' : `\`${value}\``,
    expected,
    doc,
  ])
  const headings = ['variable', 'flag of `schemalog serve`', 'default', 'value', 'what it does']
  return `# Settings\n\n${printedNote}\nA flag wins over a variable, a variable over the default. An unknown \`SCHEMALOG_\` variable or a wrong value stops the\nstart with a sentence that names it.\n\n${markdownTable(headings, rows)}\n`
}
