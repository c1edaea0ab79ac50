/** Why one schema cannot read what another writes. */

/** Which of two versions is meant: the candidate or the one registered already. */
export type SchemaAge = 'new' | 'old'

/**
 * One reason why a reader cannot read all that a writer writes.
 *
 * It is kept apart from who is older: the same finding reads "the new schema" where the candidate is the reader
 * (BACKWARD) and "the old schema" where the registered version is (FORWARD), so both texts take the reader's age.
 */
export interface Finding {
  /** Rule that is broken, in the words of the Confluent registry: `TYPE_MISMATCH`, `MAX_LENGTH_ADDED`... */
  readonly kind: string
  /** Place in the reader's schema, written as the Confluent registry does for the format: `/fields/1`, `#/properties/a`. */
  readonly path: string
  /** Place in the writer's schema, where it is known. */
  readonly writerPath?: string
  /** The facts of this case, in the reference's own terse form: `reader type: INT not compatible with writer type: STRING`. */
  readonly detail: string
  /** The reader's part of the schema at `path` as text of its format, where it is at hand. */
  readonly readerFragment?: string | undefined
  /** The writer's part of the schema as text of its format, where it is at hand. */
  readonly writerFragment?: string | undefined
  /** One plain sentence that names the field. */
  description(reader: SchemaAge): string
  /** The text that the Confluent registry sends: `{errorType:'KIND', description:'...'}`. */
  message(reader: SchemaAge): string
}

/** Kind of the finding that says that a check was given up because it needed more work than allowed. */
export const checkLimitReached = 'CHECK_LIMIT_REACHED'
