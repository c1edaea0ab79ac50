/** Asks a registry why a schema is not compatible; ours says place, record and fix too. */

import { type FindingAnswer, isFinding } from './findings.ts'
import type { RegistryDoor } from './registry-door.ts'
import { subjectPath } from './registry-path.ts'

/** @returns `undefined` where the registry is not ours, or cannot read the schema as it stands. */
export async function explainedFindings(
  door: RegistryDoor,
  subject: string,
  body: object,
): Promise<FindingAnswer[] | undefined> {
  const { body: answer } = await door.send('POST', `/compatibility${subjectPath(subject, 'versions')}?verbose=true`, {
    body,
  })
  return findingsOf(answer)
}

/** The findings of a verbose answer. */
export function findingsOf(answer: unknown): FindingAnswer[] | undefined {
  const findings = typeof answer === 'object' && answer !== null && 'findings' in answer ? answer.findings : undefined
  return Array.isArray(findings) ? findings.filter(isFinding) : undefined
}
