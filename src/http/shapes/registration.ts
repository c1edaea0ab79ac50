/** Several schemas registered together: what is sent, and what became of each. */

import {
  type BatchAnswer,
  type BatchRequest,
  type BatchResult,
  changeOperations,
  formatSubject,
  registryErrors,
  subjectReader,
} from '../../registry/index.ts'
import {
  anything,
  boolean,
  choice,
  field,
  integer,
  list,
  object,
  requiredField,
  string,
  type ValueOf,
} from '../shape.ts'
import { Provenance } from './change.ts'
import { Finding, findingView } from './compatibility.ts'
import { Metadata, RuleSet } from './schema-content.ts'
import { contentFields, contentView } from './schema-view.ts'

const BatchReference = object('BatchReference', {
  name: field(string, 'Avro: full type name; JSON Schema: the `$ref` before `#`; Protobuf: import path.'),
  subject: field(string, 'Subject of the schema that is referred to.'),
  version: field(
    integer,
    'Its version. Without one: the schema of this request, or else the latest; -1 for the latest.',
  ),
})

export const RegistrationsRequest = object('RegistrationsRequest', {
  schemas: requiredField(
    list(
      object('SchemaToRegister', {
        subject: requiredField(string, 'Subject to register in; each once.'),
        schema: field(string, 'Text of the schema, as a JSON string; that of the latest version where absent.'),
        schemaType: field(string, 'AVRO, JSON or PROTOBUF; AVRO where absent.'),
        references: field(list(BatchReference), 'Other schemas that the text needs, of this request or registered.'),
        metadata: field(Metadata, 'What people say about the schema.'),
        ruleSet: field(RuleSet, 'Rules of the data contract.'),
        id: field(integer, 'Id to register under; only in mode IMPORT.'),
        version: field(integer, 'Version to register as: the next one, or -1 for whatever is next.'),
      }),
    ),
    'The schemas, in any order; up to 200.',
  ),
  provenance: field(Provenance, 'From where they come; instead of the headers.'),
})

const PlannedChange = object('PlannedChange', {
  operation: requiredField(choice(...changeOperations), 'What is done.'),
  subject: requiredField(string, 'To what.'),
  version: field(integer, 'To which version.'),
  before: field(anything, 'What is there before.'),
  after: field(anything, 'What is there after.'),
})

const RegistrationResult = object('RegistrationResult', {
  subject: requiredField(string, 'Subject; where the request named an alias, the one that it stands for.'),
  outcome: requiredField(
    choice('new', 'existing', 'refused', 'notTried', 'withheld'),
    'new and existing: it is registered, or would be. refused: see error. notTried: it refers to one that is refused. withheld: it could be registered, and was not because of others.',
  ),
  id: field(integer, 'Id of the schema; of a dry run the one that it would get.'),
  version: field(integer, 'Version in the subject; of a dry run the one that it would get.'),
  registered: field(object('RegisteredContent', contentFields), 'The schema as it is stored, with what it inherits.'),
  changes: field(list(PlannedChange), 'What is written for it.'),
  error: field(
    object('RegistrationError', {
      error_code: requiredField(integer, 'Code of the error.'),
      message: requiredField(string, 'A sentence.'),
      findings: field(list(Finding), 'What the check of compatibility found.'),
    }),
    'Why it is refused.',
  ),
  because: field(string, 'Why it was not tried, or withheld.'),
  warnings: field(list(string), 'What is let in, and may surprise.'),
})

const answerFields = {
  registered: requiredField(boolean, 'Whether all of them are registered now.'),
  accepted: requiredField(boolean, 'Whether all of them can be registered.'),
  dryRun: requiredField(boolean, 'Whether nothing was to be written.'),
  results: requiredField(list(RegistrationResult), 'What became of each, in the order of the request.'),
} as const

export const RegistrationsAnswer = object('RegistrationsAnswer', answerFields)

export const RegistrationsRefusal = object('RegistrationsRefusal', {
  error_code: requiredField(integer, '42291.'),
  message: requiredField(string, 'A sentence with the first reason.'),
  ...answerFields,
})

/** @param context - where subjects are whose names do not say it. */
export function batchRequestsOf(
  { schemas }: ValueOf<typeof RegistrationsRequest>,
  context: string | undefined,
): BatchRequest[] {
  const read = subjectReader(context)
  const requests = schemas.map((schema) => ({ ...schema, subject: formatSubject(read(schema.subject)) }))
  // References and rules may lack parts. The registry looks for that itself and has a sentence for each.
  return requests as BatchRequest[]
}

export function batchView(answer: BatchAnswer, dryRun: boolean): ValueOf<typeof RegistrationsAnswer, undefined> {
  const { registered, accepted, results } = answer
  return { registered, accepted, dryRun, results: results.map(resultView) }
}

export function refusalView(answer: BatchAnswer): ValueOf<typeof RegistrationsRefusal, undefined> {
  const refused = answer.results.filter(({ error }) => error)
  const [first] = refused
  const { code, message } = registryErrors.nothingRegistered(
    refused.length,
    answer.results.length,
    `'${first?.subject}': ${first?.error?.message}`,
  )
  return { error_code: code, message, ...batchView(answer, false) }
}

function resultView(result: BatchResult): ValueOf<typeof RegistrationResult, undefined> {
  const { subject, outcome, registration, changes, error, because, unchecked } = result
  return {
    subject,
    outcome,
    id: registration?.schemaId,
    version: registration?.version,
    registered: registration && contentView(registration),
    changes: changes.length > 0 ? changes.map(changeView) : undefined,
    error: error && {
      error_code: error.code,
      message: error.message,
      // Only the check of compatibility leaves findings, and they are of this type.
      findings: error.findings.length > 0 ? error.findings.map((finding) => findingView(finding as never)) : undefined,
    },
    because,
    warnings:
      unchecked.length > 0
        ? unchecked.map(({ description }) => `Not checked, or it would be refused under BACKWARD: ${description}`)
        : undefined,
  }
}

function changeView({ operation, target, before, after }: BatchResult['changes'][number]) {
  return { operation, subject: formatSubject(target), version: target.version, before, after }
}
