/** The answer of a compatibility check: the reference's two fields, and our findings beside them. */

import type { LevelFinding } from '../../registry/index.ts'
import { boolean, choice, field, integer, list, object, requiredField, string, type ValueOf } from '../shape.ts'

export const Finding = object('Finding', {
  kind: requiredField(string, 'Rule that is broken; SCHEMA_TYPE_CHANGED where the two are of different types.'),
  direction: requiredField(
    choice('new-reads-old', 'old-reads-new'),
    'Which of the two schemas cannot read what was written with the other.',
  ),
  oldVersion: field(integer, 'Version that was compared.'),
  path: requiredField(string, "Place in the reader's schema."),
  writerPath: field(string, "Place in the writer's schema."),
  explanation: requiredField(string, 'What is wrong, in one plain sentence.'),
  newFragment: field(string, 'JSON text at that place of the schema in the request.'),
  oldFragment: field(string, 'JSON text at that place of the schema that is registered.'),
})

export const CompatibilityCheckResponse = object('CompatibilityCheckResponse', {
  is_compatible: requiredField(boolean, 'Whether the schema would be let in.'),
  messages: field(list(string), 'Every reason against it; only with verbose=true.'),
  findings: field(list(Finding), 'The same for programs; only with verbose=true.'),
})

/** @see {@link LevelFinding}; fragments are JSON text of the schema at the place. */
export function findingView(finding: LevelFinding): ValueOf<typeof Finding, undefined> {
  const { kind, direction, oldVersion, path, writerPath, description } = finding
  const newReads = direction === 'new-reads-old'
  return {
    kind,
    direction,
    oldVersion,
    path,
    writerPath,
    explanation: description,
    newFragment: newReads ? finding.readerFragment : finding.writerFragment,
    oldFragment: newReads ? finding.writerFragment : finding.readerFragment,
  }
}
