/** Annotations as workflow commands of GitHub Actions: lines on standard output that a runner shows in the pull request. */

import { inSentences, type Problem } from '../problem.ts'
import type { CheckReport } from '../report.ts'

export function githubReport({ problems }: CheckReport): string {
  // A step shows ten of each kind, which old ones and mere consequences must not take from what is to be mended.
  return problems
    .filter(({ isOld, because }) => !isOld && because === undefined)
    .map(annotation)
    .join('\n')
}

function annotation(problem: Problem): string {
  const { severity, kind, file, place } = problem
  const properties = [
    ['file', file],
    ...(place
      ? [
          ['line', String(place.line)],
          ['col', String(place.column)],
        ]
      : []),
    ['title', kind],
  ]
  const listed = properties.map(([name, value = '']) => `${name}=${property(value)}`).join(',')
  return `::${severity} ${listed}::${data(inSentences(problem))}`
}

/** As @actions/core writes them. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
