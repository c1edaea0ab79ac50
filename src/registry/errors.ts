/** Every answer of the registry that is a refusal: code and sentence as Confluent's clients know them. */

import { CodedError, defineErrors } from '../errors.ts'

/*
 * Codes of our own end in 90 to 99. The reference counts from 01 upwards, and its add-ons use 50 to 79, so that a client
 * which knows a code by heart never takes one of ours for it.
 */

/** A registry rule was broken. The first three digits of `code` are the HTTP status. */
export class RegistryError extends CodedError {
  /** What a check found, for those who can show more than a sentence. */
  findings: readonly object[] = []

  withFindings(findings: readonly object[]): this {
    this.findings = findings
    return this
  }
}

export const registryErrors = defineErrors(RegistryError, {
  subjectNotFound: {
    code: 40401,
    message: (subject: string) => `Subject '${subject}' not found.`,
    when: 'The subject has no version that the request may see, or no config or mode to delete.',
  },
  versionNotFound: {
    code: 40402,
    message: (version: number | string) => `Version ${version} not found.`,
    when: 'The subject exists, the version does not. For `latest` the number shown is -1.',
  },
  schemaNotFound: {
    code: 40403,
    message: (id?: number | string) => (id === undefined ? 'Schema not found' : `Schema ${id} not found`),
    when: 'No schema has this id or guid, or the subject has no version with this schema.',
  },
  subjectSoftDeleted: {
    code: 40404,
    message: (subject: string) => `Subject '${subject}' was soft deleted.Set permanent=true to delete permanently`,
    when: 'A subject is soft-deleted a second time.',
  },
  subjectNotSoftDeleted: {
    code: 40405,
    message: (subject: string) => `Subject '${subject}' was not deleted first before being permanently deleted`,
    when: 'A subject with an active version is deleted permanently.',
  },
  versionSoftDeleted: {
    code: 40406,
    message: (subject: string, version: number) =>
      `Subject '${subject}' Version ${version} was soft deleted.Set permanent=true to delete permanently`,
    when: 'A version is soft-deleted a second time.',
  },
  versionNotSoftDeleted: {
    code: 40407,
    message: (subject: string, version: number) =>
      `Subject '${subject}' Version ${version} was not deleted first before being permanently deleted`,
    when: 'An active version is deleted permanently.',
  },
  configNotFound: {
    code: 40408,
    message: (subject: string) => `Subject '${subject}' does not have subject-level compatibility configured`,
    when: 'The config of a subject without one is read without defaultToGlobal.',
  },
  modeNotFound: {
    code: 40409,
    message: (subject: string) => `Subject '${subject}' does not have subject-level mode configured`,
    when: 'The mode of a subject without one is read without defaultToGlobal.',
  },
  associationNotFound: {
    code: 40410,
    message: (resource: string) => `Association for '${resource}' not found.`,
    when: 'A resource has none of the associations that are to be deleted.',
  },
  incompatibleSchema: {
    code: 40901,
    message: (subject: string, details: readonly string[]) =>
      `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${list(details)}]`,
    when: 'A schema breaks the compatibility level that holds for the subject.',
  },
  associationOfResourceExists: {
    code: 40903,
    message: (type: string, resource: string) =>
      `An association of type '${type}' already exists for resource '${resource}'`,
    when: 'An association is created that the resource has already, and it is another one.',
  },
  associationOfSubjectExists: {
    code: 40904,
    message: (subject: string) => `An association already exists for subject '${subject}'`,
    when: 'A STRONG association is created on a subject that has one, or a subject is deleted that has one.',
  },
  strongAssociationExists: {
    code: 40905,
    message: (subject: string) => `A strong association already exists for subject '${subject}'`,
    when: 'An association is created on a subject that belongs to another resource.',
  },
  noActiveVersion: {
    code: 40907,
    message: (subject: string) => `No active (non-deleted) version exists for subject '${subject}'`,
    when: 'An association would be on a subject without a version: when it is created, or when the last one is deleted.',
  },
  associationFrozen: {
    code: 40908,
    message: (type: string, subject: string) => `The association of type  '${type}' is frozen for subject '${subject}'`,
    when: 'A frozen association is changed, or deleted without cascadeLifecycle.',
  },
  invalidSchema: {
    code: 42201,
    message: (schema: string, references: string, type: string, details: string) =>
      `Invalid schema ${schema} with refs ${references} of type ${type}, details: ${details}`,
    when: 'The text is no valid schema of its type, or one of its references is not.',
  },
  invalidSchemaType: {
    code: 42201,
    message: (type: string) => `Invalid schema type ${type}`,
    when: 'The schemaType is not one of GET /schemas/types.',
  },
  emptySchema: {
    code: 42201,
    message: () => 'Empty schema',
    when: 'The text is blank and the subject has no active version to take it from.',
  },
  referenceNotFound: {
    code: 42201,
    message: (subject: string, version: number) =>
      `No schema reference found for subject "${subject}" and version ${version}`,
    when: 'A reference names a subject and version that do not exist or are soft-deleted.',
  },
  incompleteReference: {
    code: 42201,
    message: () => 'Invalid schema: each reference needs a name, a subject and a version',
    when: 'A reference lacks its name, subject or version.',
  },
  tooManyReferences: {
    code: 42201,
    message: (most: number) =>
      `Invalid schema: it needs more than ${most} references, counted with those of its references; put some of the schemas together`,
    when: 'A schema refers, itself or through its references, to more schemas than one may.',
  },
  conflictingReferences: {
    code: 42201,
    message: (name: string, one: string, other: string) =>
      `Conflicting reference versions: the name "${name}" stands for ${one} and for ${other}`,
    when: 'A name stands for two versions among all that is referred to (registry.references.strict).',
  },
  versionNotNext: {
    code: 42201,
    message: (version: number, next: number) =>
      `Version is not one more than previous version: ${version} was asked for, the next one is ${next}`,
    when: 'A registration asks for a version other than the next one of the subject.',
  },
  invalidVersion: {
    code: 42202,
    message: (version: string) =>
      `The specified version '${version}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
    when: 'A version is neither a number from 1 on, nor -1, nor `latest`.',
  },
  invalidCompatibilityLevel: {
    code: 42203,
    message: () =>
      'Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive',
    when: 'A config names a compatibility level that does not exist.',
  },
  invalidMode: {
    code: 42204,
    message: () => 'Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD.',
    when: 'A mode does not exist.',
  },
  forwardModeNotGlobal: {
    code: 42204,
    message: () => 'Forward mode only supported on global level',
    when: 'Mode FORWARD is set anywhere but on `:.__GLOBAL:`.',
  },
  readOnlyMode: {
    code: 42205,
    message: (subject: string, context: string) => `Subject ${subject} in context ${context} is in read-only mode`,
    when: 'A write to a subject whose mode is READONLY.',
  },
  notImportMode: {
    code: 42205,
    message: (subject: string, context: string) => `Subject ${subject} in context ${context} is not in import mode`,
    when: 'A registration brings its own id outside mode IMPORT.',
  },
  notReadWriteMode: {
    code: 42205,
    message: (subject: string, context: string) => `Subject ${subject} in context ${context} is not in read-write mode`,
    when: 'A registration without an id in mode IMPORT or FORWARD.',
  },
  schemaIdTaken: {
    code: 42205,
    message: (schemaId: number, context: string) =>
      `Overwrite new schema with id ${schemaId} in context ${context} is not permitted.`,
    when: 'The id already belongs to other content, or the same content is registered with another type.',
  },
  modesFixed: {
    code: 42205,
    message: () => 'Mode changes are not allowed',
    when: 'A mode is set or deleted where registry.mode.changes is false.',
  },
  importScopeNotEmpty: {
    code: 42205,
    message: () => 'Cannot import since found existing subjects',
    when: 'Mode IMPORT is entered where active versions exist, without force.',
  },
  subjectNotReferable: {
    code: 42205,
    message: (subject: string) => `Subject '${subject}' has a strong association and cannot be referenced`,
    when: 'A schema refers to a subject that belongs to a resource and goes with it.',
  },
  referenceExists: {
    code: 42206,
    message: (subject: string, version: number) =>
      `One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=${subject},version=${version}}.`,
    when: 'A version is deleted that other schemas refer to.',
  },
  invalidSubject: {
    code: 42208,
    message: (subject: string) => `The specified subject '${subject}' is not a valid.`,
    when: 'A subject has control characters, a reserved name, or is longer than 512 characters.',
  },
  schemaTooLarge: {
    code: 42209,
    message: () => 'Register operation failed because schema is too large',
    when: 'The schema is larger than the store takes.',
  },
  schemaTakesTooLong: {
    code: 42209,
    message: (milliseconds: number) =>
      `Reading and comparing the schema takes longer than the ${milliseconds} ms of processor time that a request may take; make it smaller or less nested.`,
    when: 'The schemas of a request need more time than `registry.schema.timeout` allows.',
  },
  schemaTakesTooMuch: {
    code: 42209,
    message: (megabytes: number) =>
      `Reading and comparing the schema takes more than the ${megabytes} MB of memory that a request may take; make it smaller or less nested.`,
    when: 'The schemas of a request need more memory than a thread has.',
  },
  invalidRuleSet: {
    code: 42210,
    message: (reason: string) => reason,
    when: 'A rule of a rule set is not well-formed.',
  },
  contextNotEmpty: {
    code: 42211,
    message: (context: string) => `The specified context '${context}' is not empty.`,
    when: 'A context is deleted that still has versions, soft-deleted ones included.',
  },
  invalidAssociation: {
    code: 42212,
    message: (property: string, detail: string) =>
      `The association specified an invalid value for property: '${property}', detail: ${detail}`,
    when: 'A property of an association is missing, malformed or in contradiction to the others.',
  },
  schemaThreadsBusy: {
    code: 50302,
    message: () => 'Too many large schemas are being read and compared; send the request again later.',
    when: 'The threads for large schemas were busy until the time of the request was up, or the machine was too busy to work on them.',
  },
  autoRegisterOff: {
    code: 42290,
    message: (subject: string) =>
      `Subject '${subject}' takes no new schemas from clients that register on their own. If this schema is meant, register it on purpose (schemalog register, POST /schemalog/v1/registrations, or the header Schemalog-Deliberate: true) and let the client use what is registered (auto.register.schemas=false)`,
    when: 'A schema that is not registered yet comes by the ordinary call, where the setting registry.auto.register or the config fields autoRegister and autoRegisterByPrefix (of the subject, its context, or `:.__GLOBAL:` for all) say that clients may not register on their own. Nobody needs to try it again, hence 422.',
  },
  nothingRegistered: {
    code: 42291,
    message: (refused: number, count: number, first: string) =>
      `None of the ${count} schemas was registered, because ${refused} cannot be. The first: ${first}`,
    when: 'One schema of several that are registered together is refused; `results` tells of each.',
  },
  invalidProvenance: {
    code: 42292,
    message: (part: string, reason: string) => `The provenance '${part}' cannot be kept: ${reason}.`,
    when: 'A header such as Schemalog-Commit, or a part of `provenance` in a body, is too long or not what it should be.',
  },
  batchTooLarge: {
    code: 42293,
    message: (most: number) => `One request registers 1 to ${most} schemas`,
    when: 'A request to register several schemas together has none, or too many.',
  },
  duplicateSubject: {
    code: 42293,
    message: (subject: string) =>
      `Subject '${subject}' is named twice; one request registers one schema for each subject`,
    when: 'Two schemas of one request are for one subject.',
  },
  circularReferences: {
    code: 42293,
    message: (subjects: readonly string[]) => `The schemas refer to each other in a circle: ${list(subjects, ' -> ')}`,
    when: 'Schemas of one request refer to each other, so that none can be the first.',
  },
  referenceNowhere: {
    code: 42201,
    message: (subject: string) => `Subject '${subject}' is referred to, and is neither in this request nor registered`,
    when: 'A reference without a version names a subject that is not there.',
  },
  tooManyPrefixes: {
    code: 42295,
    message: (count: number, most: number) => `autoRegisterByPrefix has ${count} prefixes, and may have ${most}`,
    when: 'A config names more prefixes than it may.',
  },
  listTooLarge: {
    code: 42296,
    message: (count: number, megabytes: number) =>
      `The first ${count} of these schemas have more than ${megabytes} MB of text, which is more than one answer takes; ask for fewer at once with limit and offset`,
    when: 'GET /schemas would answer more text than one answer takes.',
  },
  invalidAsOf: {
    code: 42294,
    message: (text: string) =>
      `'${text}' is no point in time: asOf is an RFC 3339 time such as 2026-01-31T12:00:00Z, milliseconds since 1970, or sequence:42`,
    when: 'The parameter asOf cannot be read.',
  },
  tooManyListeners: {
    code: 42990,
    message: () => 'Too many clients wait for changes; try again later',
    when: 'More clients wait for changes or listen to their stream than one node serves.',
  },
  storeFailed: {
    code: 50001,
    message: (reason: string) => `Error while using the store: ${reason}`,
    when: 'The database is damaged, or refuses for a reason that will not pass by itself.',
  },
  storeUnavailable: {
    code: 50301,
    message: (reason: string) => `The store is not available: ${reason}`,
    when: 'The database cannot be reached, is busy, full or read-only. The request may be sent again after the seconds in the header Retry-After; a write may already be there where the connection was lost while it was committed.',
  },
})

/** As Java prints a list. The guard is for docs/errors.md, which prints parameters by their name. */
function list(details: readonly string[], separator = ', '): string {
  return Array.isArray(details) ? details.join(separator) : String(details)
}
