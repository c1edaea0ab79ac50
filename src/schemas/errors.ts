/** The errors of this room: a schema that cannot be used. Incompatibility is no error but a finding. */
import { CodedError, defineErrors } from '../errors.ts'

/** A schema text that cannot be used. The first three digits of `code` are the HTTP status. */
export class SchemaError extends CodedError {}

/** `place` is where the text is wrong, `line 3, column 5`; it is left out where no single place is. */
export const schemaErrors = defineErrors(SchemaError, {
  invalidSchema: {
    code: 42201,
    message: (reason: string, place?: string) => `Invalid schema${at(place)}: ${reason}`,
    when: 'A schema text is malformed or breaks a rule of its format.',
  },
  unresolvedReference: {
    code: 42201,
    message: (name: string, place?: string) =>
      `Invalid schema${at(place)}: '${name}' is neither defined here nor in a reference`,
    when: 'A schema names a type or a document that neither it nor one of its references defines.',
  },
  invalidReference: {
    code: 42201,
    message: (name: string, reason: string) => `Invalid reference '${name}': ${reason}`,
    when: 'A schema that is taken in as a reference cannot be used itself.',
  },
  entityNotFound: {
    code: 42201,
    message: (path: string) => `No matching path '${path}' found in the schema`,
    when: 'Tags are put on a record or a field that the schema does not have.',
  },
  schemaTooLarge: {
    code: 42201,
    message: (limit: string, most: number, place?: string) =>
      `Invalid schema${at(place)}: the ${limit} is over the limit of ${most}`,
    when: 'A schema is longer or more deeply nested than this server reads.',
  },
})

function at(place: string | undefined): string {
  return place ? ` at ${place}` : ''
}
