/** Everything that a check found out, for programs. */

import type { ShownFix } from '../../../registry/index.ts'
import { toJson } from '../../output.ts'
import type { ExaminedSchema } from '../examination.ts'
import type { Problem } from '../problem.ts'
import type { CheckReport } from '../report.ts'

export function jsonReport(
  { against, schemas, problems, left, passedOver }: CheckReport,
  isCompatible: boolean,
): string {
  return toJson({
    isCompatible,
    against,
    schemas: schemas.map(schemaView),
    problems: problems.map(problemView),
    notChecked: left,
    passedOver,
  })
}

function schemaView({ file, subject, schemaType, level, state, fix }: ExaminedSchema) {
  return { file, subject, schemaType, level, state, ...(fix && { fix: { ...fixView(fix), text: fix.text } }) }
}

/** A problem as it is told to programs. */
export function problemView({ finding, place, ...problem }: Problem): object {
  if (!finding) return { ...problem, ...(place && { line: place.line, column: place.column }) }
  const { direction, path, writerPath, oldVersions, newPlace, oldPlace, fix, witness, readerFragment, writerFragment } =
    finding
  const newReads = direction === 'new-reads-old'
  return {
    ...problem,
    ...(place && { line: place.line, column: place.column }),
    direction,
    level: finding.level,
    oldVersions,
    path,
    writerPath,
    newPlace,
    oldPlace,
    newFragment: newReads ? readerFragment : writerFragment,
    oldFragment: newReads ? writerFragment : readerFragment,
    fix: fix && fixView(fix),
    witness,
  }
}

/** The engine has the values of a patch as JSON text, so that no number in them is rounded. */
function fixView({ title, patch, edit }: ShownFix) {
  const steps = patch?.map((step) => ('value' in step ? { ...step, value: JSON.parse(step.value) as unknown } : step))
  return { title, patch: steps, edit }
}
