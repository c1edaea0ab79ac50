/** Compatibility findings as a person wants to read them: why, whom it breaks, where, a record that shows it, what mends it. */

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
  newPlace?: { line: number; column: number; reference?: string }
  /** An edit that was tried. */
  fix?: { title: string }
  witness?: { record: string; outcome: string }
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
    ['place', placeText(finding)],
    ...(finding.oldFragment ? [['before', shortened(finding.oldFragment)]] : []),
    ...(finding.newFragment ? [['now', shortened(finding.newFragment)]] : []),
    ...(finding.witness ? [['record', `${shortened(finding.witness.record)}  ${finding.witness.outcome}`]] : []),
    ...(finding.fix ? [['fix', finding.fix.title]] : []),
  ]
  return `\n${rows.map(([label = '', text = '']) => `  ${label.padEnd(7)} ${text}`).join('\n')}`
}

function placeText({ path, newPlace }: FindingAnswer): string {
  if (!newPlace) return path
  const where = newPlace.reference === undefined ? '' : ` of ${newPlace.reference}`
  return `line ${newPlace.line}, column ${newPlace.column}${where} (${path})`
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
