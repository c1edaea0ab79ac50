/** What a schema format (Avro, JSON Schema, Protobuf) offers: the one interface behind which its rules live. */

import type { ExplanationRules } from './explanation/explanation.ts'
import type { Finding } from './finding.ts'
import type { TagRules } from './tags.ts'

export type SchemaType = 'AVRO' | 'JSON' | 'PROTOBUF'

/**
 * A referenced schema, already fetched: the `name` of the reference and the text it stands for.
 *
 * Formats remember what they have read of it for as long as the object lives, so that a chain of references is not read
 * anew for each link that is added.
 */
export interface ResolvedReference {
  readonly name: string
  readonly text: string
}

/** What is needed to understand one schema. */
export interface SchemaSource {
  readonly text: string
  /** Depth first, dependencies before those who need them, each name once. */
  readonly references: readonly ResolvedReference[]
  /** `true` for a schema that is being registered; `false` for one that is stored already, which is not judged again. */
  readonly strict: boolean
  /** Whether the document must know where its parts stand in the texts, as explanations need it. */
  readonly placed?: boolean
}

/** `LENIENT` accepts more changes of JSON Schema objects; the other formats know no difference. */
export type CompatibilityPolicy = 'STRICT' | 'LENIENT'

/** A format whose rules are loaded when the first schema of its type is met. */
export interface LaterFormat {
  readonly load: () => Promise<SchemaFormat>
}

export type SchemaFormats = ReadonlyMap<SchemaType, SchemaFormat | LaterFormat>

/**
 * The rules of one format. `Parsed` is immutable and holds all that the other functions need, so that a caller may
 * keep it for as long as it likes.
 */
export interface SchemaFormat<Parsed = unknown> {
  readonly type: SchemaType
  /**
   * Reads and validates a text.
   *
   * @throws {SchemaError} with the reason and, where known, line and column.
   */
  parse(source: SchemaSource): Parsed
  /** The text that is stored, hashed and returned. */
  canonical(parsed: Parsed): string
  /** The canonical text after normalisation: what differs only in irrelevant order is the same. */
  normalized(parsed: Parsed): string
  /**
   * The text in another form, where the format has one of that name (`resolved`, `serialized`...); in any case of letters.
   *
   * @returns `undefined` where it has none: the canonical text is meant.
   */
  inForm?(parsed: Parsed, form: string): string | undefined
  /** Tags in the text; a format without them has none. */
  readonly tags?: TagRules<Parsed>
  /** Whether a field of this name stands at the top of the schema. */
  hasField(parsed: Parsed, name: string): boolean
  /** What the names of its fields offend against, for those who want them checked. */
  fieldFault?(parsed: Parsed): string | undefined
  /** Names that the text takes from outside itself, in order of first use. */
  references(parsed: Parsed): readonly string[]
  /** Whether two schemas are the same registration, whatever their texts look like and wherever their parts come from. */
  equals(a: Parsed, b: Parsed): boolean
  /** Whether comparing this text may take long although it is short. */
  readonly takesLong?: (text: string) => boolean
  /** Why `reader` cannot read everything that `writer` writes; empty when it can. Never throws. */
  check(reader: Parsed, writer: Parsed, policy?: CompatibilityPolicy): readonly Finding[]
  /** More to say about findings; loaded when the first is asked for. */
  explanations?(): Promise<ExplanationRules<Parsed>>
}
