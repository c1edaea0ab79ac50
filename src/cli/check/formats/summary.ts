/** A check in one sentence. */

import type { Problem } from '../problem.ts'
import type { CheckReport } from '../report.ts'

export function summary({ schemas, against, left }: CheckReport, failing: readonly Problem[]): string {
  const changed = schemas.filter(({ state }) => state === 'compatible' || state === 'incompatible')
  const fresh = schemas.filter(({ state }) => state === 'new').length
  const rest = left.length === 0 ? '' : ` ${count(left.length, 'file')} could not be checked because of others.`
  const looked = `${count(schemas.length, 'schema')} against ${against} (${changed.length} changed, ${fresh} new)`
  if (failing.length === 0) return `${looked}: nothing breaks.${rest}`
  const files = new Set(failing.map(({ file }) => file)).size
  return `${looked}: ${count(failing.length, 'problem')} in ${count(files, 'file')}.${rest}${fixHint(schemas)}`
}

function fixHint(schemas: CheckReport['schemas']): string {
  const mendable = schemas.filter(({ fix, problems }) => fix ?? problems.some(({ finding }) => finding?.fix)).length
  return mendable === 0 ? '' : ` --fix mends ${count(mendable, 'file')}.`
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
