/** One thing that a check has to say of a file. */

import type { CompatibilityLevel, ExplainedFinding, LevelFinding } from '../../registry/index.ts'

type Severity = 'error' | 'warning'

export interface Place {
  readonly line: number
  readonly column: number
}

export interface Problem {
  readonly severity: Severity
  /** The rule: a finding's kind, or what is wrong with the file, as `MISSING_REFERENCE`. */
  readonly kind: string
  /** Page that tells of the rule. */
  readonly rule?: string | undefined
  /** Path as it is printed. */
  readonly file: string
  readonly subject?: string | undefined
  /** The schema's own file, where what breaks stands in another that it refers to. */
  readonly through?: string | undefined
  readonly place?: Place | undefined
  /** It was so before, so whoever changes something else may leave it. */
  readonly isOld?: boolean
  /** The file that was changed and breaks, where this one only refers to it and is as it was. */
  readonly because?: string | undefined
  /** One or more sentences. */
  readonly message: string
  readonly finding?: BrokenRule | undefined
}

/** A finding with what it was found against. */
export interface BrokenRule extends LevelFinding, Partial<Omit<ExplainedFinding, keyof LevelFinding>> {
  readonly level: CompatibilityLevel
  /** Versions against which the same was found; none where the past has no numbers. */
  readonly oldVersions: readonly number[]
  /** What it was compared with, as a sentence can name it. */
  readonly against: string
  /** Text in which `oldPlace` is. */
  readonly oldText: string
}

/** Who could not read what any more. */
export function whoBreaks({ direction, against, oldVersions, level }: BrokenRule): string {
  const old = oldVersions.length === 0 ? `the one in ${against}` : `version ${listed(oldVersions)} in ${against}`
  return direction === 'new-reads-old'
    ? `consumers with the new schema cannot read records written with ${old} (${level})`
    : `consumers with ${old} cannot read records written with the new schema (${level})`
}

const shownVersions = 5

function listed(versions: readonly number[]): string {
  const shown = versions.slice(0, shownVersions).join(', ')
  return versions.length > shownVersions ? `${shown} and ${versions.length - shownVersions} more` : shown
}

/** Everything about a problem in sentences, one on each line, for formats that have one text for it. */
export function inSentences({ message, finding, through, subject }: Problem): string {
  if (!finding) return message
  const { witness, fix } = finding
  const record = witness && `A record that shows it: ${witness.record} ${witness.outcome}`
  const schema = through && `This is about subject '${subject}' (${through}), which refers to it.`
  const sentences = [message, schema, `Breaks: ${whoBreaks(finding)}.`, record, fix && `Fix: ${fix.title}`]
  return sentences.filter((sentence) => sentence !== undefined).join('\n')
}
