/** A plan for people: what becomes of each schema, which levels are set, what goes, and what stands in the way. */

import { styleText } from 'node:util'
import { textReport } from '../check/formats/text.ts'
import { withoutControls } from '../output.ts'
import { formatTable } from '../table.ts'
import type { Plan, PlannedSchema } from './plan.ts'

type Style = Parameters<typeof styleText>[0]

function styled(style: Style, text: string): string {
  return styleText(style, withoutControls(text), { stream: process.stdout })
}

const signs: Readonly<Record<PlannedSchema['outcome'], string>> = {
  'new subject': '+',
  'new version': '~',
  existing: '',
  refused: 'x',
}

export function planText({ schemas, levels, deletions, report, refused }: Plan): string {
  const rows = [
    ...schemas
      .filter(({ outcome }) => outcome !== 'existing')
      .map(({ outcome, subject, file, version }) => [
        signs[outcome],
        subject,
        outcome === 'refused' || version === undefined ? outcome : `${outcome} ${version}`,
        file,
      ]),
    ...levels.map(({ subject, field, from, to }) => ['~', subject, `${field} ${from} -> ${to}`, '']),
    ...deletions.map((subject) => ['-', subject, refused.length > 0 ? 'has no file' : 'is deleted', '']),
  ]
  const headings = ['', 'SUBJECT', 'WHAT', 'FILE']
  const table =
    rows.length === 0
      ? []
      : [
          formatTable(
            rows,
            headings.map((heading, at) => ({ heading, cell: (row: string[]) => row[at] ?? '' })),
          ),
        ]
  const problems = textReport(report)
  return [...table, ...(problems === '' ? [] : [problems]), ...refused.map((text) => styled('red', text))].join('\n\n')
}

/** `2 new versions, 1 new subject, 1 level and 1 deletion`; `undefined` where there is nothing to do. */
export function planCounts({ schemas, levels, deletions }: Plan): string | undefined {
  const count = (outcome: PlannedSchema['outcome']) => schemas.filter((schema) => schema.outcome === outcome).length
  const parts = [
    counted(count('new subject'), 'new subject'),
    counted(count('new version'), 'new version'),
    counted(levels.length, 'change of a level', 'changes of levels'),
    counted(deletions.length, 'deletion'),
  ].flat()
  return parts.length === 0 ? undefined : parts.join(', ')
}

function counted(count: number, one: string, more = `${one}s`): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : more}`]
}
