/** A name for a problem that stays the same while lines move, so that services know it again. */

import { createHash } from 'node:crypto'
import type { Problem } from './problem.ts'

function fingerprintOf({ kind, file, subject, message, finding }: Problem): string {
  const parts = [kind, file, subject, finding ? [finding.direction, finding.path, finding.writerPath] : message]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** The same for each of a list; where two would be alike, the later ones are numbered. */
export function fingerprintsOf(problems: readonly Problem[]): string[] {
  const seen = new Map<string, number>()
  return problems.map((problem) => {
    const fingerprint = fingerprintOf(problem)
    const before = seen.get(fingerprint) ?? 0
    seen.set(fingerprint, before + 1)
    return before === 0 ? fingerprint : createHash('sha256').update(`${fingerprint} ${before}`).digest('hex')
  })
}
