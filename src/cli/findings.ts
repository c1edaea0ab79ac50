/** Compatibility findings as a person wants to read them: place, rule, why. */

/** A finding of a verbose compatibility answer, as our registry sends it beside the reference's messages. */
export interface FindingAnswer {
  kind: string
  path: string
  /** Who could no longer read: consumers on the new schema, or those on the old one. */
  direction: 'new-reads-old' | 'old-reads-new'
  oldVersion?: number
  explanation: string
  newFragment?: string
  oldFragment?: string
}

export function isFinding(value: unknown): value is FindingAnswer {
  return typeof value === 'object' && value !== null && 'kind' in value && 'explanation' in value
}

export function describeFindings(findings: readonly FindingAnswer[]): string {
  return findings.map(describeFinding).join('\n')
}

function describeFinding(finding: FindingAnswer): string {
  const rows = [
    ['why', finding.explanation],
    ['rule', `${finding.kind}; ${whoBreaks(finding)}`],
    ['place', finding.path],
    ...(finding.oldFragment ? [['before', shortened(finding.oldFragment)]] : []),
    ...(finding.newFragment ? [['now', shortened(finding.newFragment)]] : []),
  ]
  return `\n${rows.map(([label = '', text = '']) => `  ${label.padEnd(7)} ${text}`).join('\n')}`
}

/** A fragment may be a whole record; its beginning says which one. */
function shortened(fragment: string): string {
  return fragment.length > 100 ? `${fragment.slice(0, 99)}…` : fragment
}

function whoBreaks({ direction, oldVersion }: FindingAnswer): string {
  const old = oldVersion === undefined ? 'the old version' : `version ${oldVersion}`
  return direction === 'new-reads-old'
    ? `consumers on the new schema could not read what ${old} wrote`
    : `consumers on ${old} could not read what the new schema writes`
}
