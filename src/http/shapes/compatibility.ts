/** The answers of compatibility checks: the reference's two fields, and our findings beside them. */

import {
  compatibilityLevels,
  type ExplainedAnswer,
  type ExplainedFinding,
  type LevelFinding,
  type ShownFix,
  type Warning,
} from '../../registry/index.ts'
import {
  anything,
  boolean,
  choice,
  field,
  integer,
  list,
  nullableField,
  object,
  requiredField,
  string,
  type ValueOf,
} from '../shape.ts'

const Place = object('SchemaPlace', {
  line: requiredField(integer, 'Line, from 1.'),
  column: requiredField(integer, 'Column, from 1, in UTF-16 units.'),
  reference: field(string, 'Name of the reference whose text it is; the schema itself where absent.'),
})

const fixFields = {
  title: requiredField(string, 'What the edit does.'),
  patch: field(
    list(
      object('JsonPatchOperation', {
        op: requiredField(choice('add', 'replace', 'remove'), 'What is done.'),
        path: requiredField(string, 'JSON pointer into the schema.'),
        value: nullableField(anything, 'What is put there.'),
      }),
    ),
    'The edit as JSON Patch (RFC 6902), where the format is written in JSON.',
  ),
  edit: requiredField(
    object('TextEdit', {
      start: requiredField(integer, 'First character of the sent text that is replaced, from 0, in UTF-16 units.'),
      end: requiredField(integer, 'Character behind the last one that is replaced.'),
      replacement: requiredField(string, 'What stands there then.'),
    }),
    'The same as an edit of the text that was sent.',
  ),
} as const

const Fix = object('Fix', fixFields)

const WholeFix = object('WholeFix', {
  ...fixFields,
  text: requiredField(string, 'The mended schema.'),
})

const Witness = object('Witness', {
  record: requiredField(string, 'A record, as JSON text.'),
  writtenWith: requiredField(choice('new', 'old'), 'Schema under which it is valid.'),
  outcome: requiredField(string, 'What happened when it was written with that schema and read with the other.'),
})

export const Finding = object('Finding', {
  kind: requiredField(string, 'Rule that is broken; SCHEMA_TYPE_CHANGED where the two are of different types.'),
  rule: field(string, 'Where the documentation tells of the rule.'),
  direction: requiredField(
    choice('new-reads-old', 'old-reads-new'),
    'Which of the two schemas cannot read what was written with the other.',
  ),
  oldVersion: field(integer, 'Version that was compared.'),
  path: requiredField(string, "Place in the reader's schema."),
  writerPath: field(string, "Place in the writer's schema."),
  newPlace: field(Place, 'Place in the text of the request.'),
  oldPlace: field(Place, 'Place in the text that is registered.'),
  explanation: requiredField(string, 'What is wrong, in one plain sentence.'),
  newFragment: field(string, 'Text at that place of the schema in the request.'),
  oldFragment: field(string, 'Text at that place of the schema that is registered.'),
  fix: field(Fix, 'An edit of the request after which this finding is gone and no other is there; it was tried.'),
  witness: field(Witness, 'A record that shows it; it was written and read.'),
})

export const CompatibilityCheckResponse = object('CompatibilityCheckResponse', {
  is_compatible: requiredField(boolean, 'Whether the schema would be let in.'),
  messages: field(list(string), 'Every reason against it; only with verbose=true.'),
  findings: field(list(Finding), 'The same for programs; only with verbose=true.'),
})

export const CompatibilityExplanation = object('CompatibilityExplanation', {
  is_compatible: requiredField(boolean, 'Whether the schema goes together with what it was compared with.'),
  level: requiredField(choice(...compatibilityLevels), 'Level that was asked for, or that holds for the subject.'),
  messages: requiredField(list(string), 'Every reason against it, in the words of the Confluent registry.'),
  findings: requiredField(list(Finding), 'Every reason against it, explained.'),
  fix: field(WholeFix, 'Mends all findings at once; absent where none was found.'),
  warnings: requiredField(
    list(
      object('Warning', {
        kind: requiredField(string, 'Rule.'),
        rule: requiredField(string, 'Where the documentation tells of the rule.'),
        path: requiredField(string, 'Place in the new schema.'),
        oldVersion: field(integer, 'Version that was compared.'),
        explanation: requiredField(string, 'What programs will see, in one plain sentence.'),
      }),
    ),
    'Changes that are compatible and that programs will see all the same.',
  ),
})

/** Fragments are texts of the schemas at the place, in the format of the schemas. */
export function findingView(finding: LevelFinding & Partial<ExplainedFinding>): ValueOf<typeof Finding, undefined> {
  const { kind, rule, direction, oldVersion, path, writerPath, newPlace, oldPlace, description, fix, witness } = finding
  const newReads = direction === 'new-reads-old'
  return {
    kind,
    rule,
    direction,
    oldVersion,
    path,
    writerPath,
    newPlace,
    oldPlace,
    explanation: description,
    newFragment: newReads ? finding.readerFragment : finding.writerFragment,
    oldFragment: newReads ? finding.writerFragment : finding.readerFragment,
    fix: fix && fixView(fix),
    witness,
  }
}

export function explanationView(answer: ExplainedAnswer): ValueOf<typeof CompatibilityExplanation, undefined> {
  const { isCompatible, level, messages, findings, fix, warnings } = answer
  return {
    is_compatible: isCompatible,
    level,
    messages,
    findings: findings.map(findingView),
    fix: fix && { ...fixView(fix), text: fix.text },
    warnings: warnings.map(warningView),
  }
}

function fixView({ title, patch, edit }: ShownFix) {
  const steps = patch?.map((step) => ('value' in step ? { ...step, value: JSON.parse(step.value) as unknown } : step))
  return { title, patch: steps, edit }
}

function warningView({ kind, rule, path, oldVersion, description }: Warning) {
  return { kind, rule, path, oldVersion, explanation: description }
}
