/** How a schema is joined to others. */

export interface SchemaNames {
  /** Names by which it refers to what it does not hold itself, in order of first use. */
  readonly needs: readonly string[]
  /** Of those of Avro, the ones that are written without a namespace, by which one of none may be meant too. */
  readonly unqualified?: ReadonlySet<string>
  /** Names under which others may refer to it, besides its path. */
  readonly provides: readonly string[]
  /** The name of what it defines: a record's full name, `$id`, a message with its package. */
  readonly recordName: string | undefined
}
