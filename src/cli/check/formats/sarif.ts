/** SARIF 2.1.0, which code scanning services and editors read. */

import { version } from '../../../version.ts'
import { fingerprintsOf } from '../fingerprint.ts'
import { inSentences, type Problem } from '../problem.ts'
import type { CheckReport } from '../report.ts'

const home = 'https://www.npmjs.com/package/schemalog'

export function sarifReport({ problems }: CheckReport): string {
  const kinds = [...new Set(problems.map(({ kind }) => kind))]
  const fingerprints = fingerprintsOf(problems)
  const rules = kinds.map((kind) => {
    const rule = problems.find((problem) => problem.kind === kind)?.rule
    return { id: kind, ...(rule !== undefined && { help: { text: `The rule is explained in ${rule} of schemalog.` } }) }
  })
  const results = problems.map((problem, at) => ({
    ruleId: problem.kind,
    ruleIndex: kinds.indexOf(problem.kind),
    level: problem.severity,
    message: { text: inSentences(problem) },
    locations: [locationOf(problem)],
    partialFingerprints: { 'schemalog/v1': fingerprints[at] },
    ...fixesOf(problem),
  }))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'schemalog', version, informationUri: home, rules } },
        // Columns and offsets as editors of today count them.
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  }
  return JSON.stringify(log, undefined, 2)
}

function locationOf({ file, place, subject }: Problem) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      ...(place && { region: { startLine: place.line, startColumn: place.column } }),
    },
    ...(subject !== undefined && { logicalLocations: [{ name: subject, kind: 'module' }] }),
  }
}

function fixesOf({ file, finding }: Problem) {
  const fix = finding?.fix
  // An edit is one of the schema's own text, which is not where a finding in one of its references stands.
  if (!fix || finding.newPlace?.reference !== undefined) return {}
  const { start, end, replacement } = fix.edit
  return {
    fixes: [
      {
        description: { text: fix.title },
        artifactChanges: [
          {
            artifactLocation: { uri: uriOf(file) },
            replacements: [
              { deletedRegion: { charOffset: start, charLength: end - start }, insertedContent: { text: replacement } },
            ],
          },
        ],
      },
    ],
  }
}

/** A path as a relative URI. */
function uriOf(path: string): string {
  return path
    .split(/[\\/]/)
    .map((part) => encodeURIComponent(part))
    .join('/')
}
