/** The rules that an Avro reader can break: how each is reported to people and to clients of the reference. */
import { checkLimitReached, type Finding, type SchemaAge } from '../finding.ts'
import { capitalized } from '../sentence.ts'
import type { Location } from './location.ts'
import { type AvroPart, type AvroSchema, branchName } from './model.ts'
import { plainStyle, printAvro, printAvroField } from './print.ts'

/** What a rule knows of one case. */
export interface AvroCase {
  /** JSON pointer into the reader's schema; `/` is the root. */
  readonly path: string
  /** The reference's `additionalInfo`. */
  readonly detail: string
  /** The field in plain words, `field 'address.zip'`, or `the schema itself`. */
  readonly place: string
  /** What stands at the place in both schemas. */
  readonly reader?: AvroPart
  readonly writer?: AvroSchema
  readonly location?: Location | undefined
  /** Of a union that does not read a type: the branch that nearly does. */
  readonly closest?: (() => ClosestBranch | undefined) | undefined
}

/** A branch of a union and what keeps it from reading a type; the places lead through the union. */
export interface ClosestBranch {
  readonly branch: AvroSchema
  /** At least one. */
  readonly findings: readonly AvroFinding[]
}

/** A finding and what it is about, for those who have more to say of it. */
export interface AvroFinding extends Finding {
  readonly kind: AvroKind
  readonly facts: AvroCase
}

interface Words {
  readonly path: string
  readonly detail: string
  readonly place: string
  readonly reader: SchemaAge
  readonly writer: SchemaAge
}

interface AvroRule {
  /** For a person who has not read the specification. */
  readonly explain: (words: Words) => string
  /** The reference's `description`. */
  readonly reference: (words: Words) => string
}

export type AvroKind = keyof typeof avroRules

const avroRules = {
  READER_FIELD_MISSING_DEFAULT_VALUE: {
    explain: ({ place, reader, writer }) =>
      `${place} of the ${reader} schema is missing in the ${writer} schema and has no default, ` +
      `so data of the ${writer} schema leaves it without a value.`,
    reference: ({ path, detail, reader, writer }) =>
      `The field '${detail}' at path '${path}' in the ${reader} schema has no default value and is missing in the ${writer} schema`,
  },
  TYPE_MISMATCH: {
    explain: ({ place, detail, reader, writer }) =>
      `${place} has another type in the ${reader} schema than in the ${writer} one, and the one cannot be read as the other (${detail}).`,
    reference: ({ path, reader, writer }) =>
      `The type (path '${path}') of a field in the ${reader} schema does not match with the ${writer} schema`,
  },
  NAME_MISMATCH: {
    explain: ({ place, detail, reader, writer }) =>
      `${place} has a type of another name in the ${reader} schema than in the ${writer} one (${detail}), and no alias says that they are the same.`,
    reference: ({ path }) => `The name of the schema has changed (path '${path}')`,
  },
  MISSING_ENUM_SYMBOLS: {
    explain: ({ place, detail, reader, writer }) =>
      `${place}: the enum of the ${reader} schema does not know the symbols ${detail} of the ${writer} schema and has no default to take for them.`,
    reference: ({ path, detail, reader, writer }) =>
      `The ${reader} schema is missing enum symbols '${detail}' at path '${path}' in the ${writer} schema`,
  },
  FIXED_SIZE_MISMATCH: {
    explain: ({ place, detail, reader, writer }) =>
      `${place}: the fixed type of the ${reader} schema has another size than that of the ${writer} schema (${detail}).`,
    reference: ({ path, reader, writer }) =>
      `The size of FIXED type field at path '${path}' in the ${reader} schema does not match with the ${writer} schema`,
  },
  MISSING_UNION_BRANCH: {
    explain: ({ place, detail, reader, writer }) =>
      `${place}: the union of the ${reader} schema has no branch that can read a type of the ${writer} schema (${detail}).`,
    reference: ({ path, reader, writer }) =>
      `The ${reader} schema is missing a type inside a union field at path '${path}' in the ${writer} schema`,
  },
  AMBIGUOUS_ALIAS: {
    explain: ({ place, detail, reader, writer }) =>
      `${place} of the ${reader} schema stands for several fields of the ${writer} schema by its name and aliases (${detail}), so it is not clear which to read.`,
    reference: ({ path, detail, reader, writer }) =>
      `The field at path '${path}' in the ${reader} schema matches several fields of the ${writer} schema: ${detail}`,
  },
  [checkLimitReached]: {
    explain: ({ detail }) => `The schemas are too large or too deeply recursive to be compared: ${detail}.`,
    reference: ({ detail }) => `The check was given up: ${detail}`,
  },
} satisfies Record<string, AvroRule>

export function avroFinding(kind: AvroKind, facts: AvroCase): AvroFinding {
  const rule: AvroRule = avroRules[kind]
  const { path, detail, place } = facts
  const words = (reader: SchemaAge): Words => ({
    path,
    detail,
    place,
    reader,
    writer: reader === 'new' ? 'old' : 'new',
  })
  return {
    kind,
    path,
    detail,
    facts,
    get readerFragment() {
      return fragmentOf(facts.reader)
    },
    get writerFragment() {
      return fragmentOf(facts.writer)
    },
    description: (reader) => capitalized(rule.explain(words(reader))) + causeOf(facts, reader),
    message: (reader) =>
      `{errorType:'${kind}', description:'${rule.reference(words(reader))}', additionalInfo:'${detail}'}`,
  }
}

/** Printed only when asked for: the whole schema may stand there. */
function fragmentOf(part: AvroPart | undefined): string | undefined {
  if (!part) return undefined
  return 'order' in part ? printAvroField(part) : printAvro(part, plainStyle)
}

/** What is wrong with the branch that should have read it. */
function causeOf({ closest }: AvroCase, reader: SchemaAge): string {
  const found = closest?.()
  const [first, ...others] = found?.findings ?? []
  if (!found || !first) return ''
  const cause = first.description(reader)
  const more = others.length > 0 ? ` (And ${others.length} more such ${others.length > 1 ? 'reasons' : 'reason'}.)` : ''
  return ` Its branch '${branchName(found.branch)}' comes closest: ${cause.charAt(0).toLowerCase()}${cause.slice(1)}${more}`
}
