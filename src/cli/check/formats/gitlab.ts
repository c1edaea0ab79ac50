/** GitLab's code quality report: an array of issues, of which a merge request shows the new ones. */

import { fingerprintsOf } from '../fingerprint.ts'
import { inSentences } from '../problem.ts'
import type { CheckReport } from '../report.ts'

export function gitlabReport({ problems }: CheckReport): string {
  const fingerprints = fingerprintsOf(problems)
  const issues = problems.map((problem, at) => ({
    description: inSentences(problem),
    check_name: problem.kind,
    fingerprint: fingerprints[at],
    severity: problem.severity === 'error' ? 'major' : 'minor',
    location: { path: problem.file, lines: { begin: problem.place?.line ?? 1 } },
  }))
  return JSON.stringify(issues, undefined, 2)
}
