/** What became of a file that was to be registered, in a table and in sentences. */

import { describeFindings, type FindingAnswer } from './findings.ts'
import type { Column } from './table.ts'

export interface FileOutcome {
  file: string
  subject: string
  /**
   * `new` and `existing`: it is registered, or would be. `refused`: see `error`. `notTried`: it refers to one that is
   * refused. `withheld`: it could be registered and was not, because of others.
   */
  outcome: 'new' | 'existing' | 'refused' | 'notTried' | 'withheld'
  version?: number
  id?: number
  error?: { message: string; findings?: FindingAnswer[] }
  warnings?: string[]
}

export const outcomeColumns: readonly Column<FileOutcome>[] = [
  { heading: 'FILE', cell: (row) => row.file },
  { heading: 'SUBJECT', cell: (row) => row.subject },
  { heading: 'VERSION', cell: (row) => row.version ?? '' },
  { heading: 'ID', cell: (row) => row.id ?? '' },
  { heading: '', cell: (row) => (row.outcome === 'new' ? 'new' : '') },
]

/** The sentences for what was refused, and what was left out with it; `undefined` where nothing was. */
export function refusalText(outcomes: readonly FileOutcome[]): string | undefined {
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused').map(describeRefusal)
  if (refused.length === 0) return undefined
  const left = outcomes.filter(({ outcome }) => outcome === 'withheld' || outcome === 'notTried')
  const leftOut =
    left.length === 0 ? [] : [`\nNot registered because of that: ${left.map(({ file }) => file).join(', ')}.`]
  return [...refused, ...leftOut].join('\n')
}

/** Why a file is refused, and what of it. */
export function describeRefusal({ file, subject, error }: FileOutcome): string {
  const findings = error?.findings ?? []
  if (findings.length === 0) return `${file}: ${error?.message}`
  const refusal = `${file} cannot become the next version of '${subject}'.\n${describeFindings(findings)}`
  return findings.some(({ fix }) => fix)
    ? `${refusal}\n\n  'schemalog check ${file} --against registry --fix' writes ${findings.length === 1 ? 'that' : 'such edits'} into the file.`
    : `${refusal}\n\n  'schemalog check ${file} --against registry' shows what would mend it.`
}
