/**
 * Whether one Avro schema can read what another writes: the rules, kinds, order and locations of Java's
 * `SchemaCompatibility` (Avro 1.12).
 *
 * Each pair of nodes is judged once. A pair that is met while it is being judged counts as compatible (recursion); one
 * that is met later brings its first answer with it, whose findings are reported once, at the place of the first.
 */
import { CheckLimitReached, stepsFor } from '../limits.ts'
import { type Computation, resultOf, run } from '../recursion.ts'
import { closestBranch } from './closest-branch.ts'
import type { AvroFinding, ClosestBranch } from './findings.ts'
import { type Location, step, trial } from './location.ts'
import {
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroNamed,
  type AvroPrimitive,
  type AvroRecord,
  type AvroSchema,
  type AvroUnion,
  isNamed,
} from './model.ts'
import type { AvroPrimitiveType } from './names.ts'
import { add, findingsOf, limitFinding, type Outcome, report } from './outcome.ts'

/** Bounds of one check: pairs of types and fields looked at, and types inside types. */
const avroCheckLimits = { steps: 500_000, depth: 5000 }

/** What it may cost to say, in the words of one finding, why the branch that comes closest is none. */
const stepsForWords = 2000

/** @param location - where in a larger comparison the two stand. */
export function checkAvro(
  reader: AvroSchema,
  writer: AvroSchema,
  location?: Location,
  steps = avroCheckLimits.steps,
): readonly AvroFinding[] {
  try {
    return findingsOf(run(new AvroCheck(steps).judge(reader, writer, location)))
  } catch (error) {
    if (!(error instanceof CheckLimitReached)) throw error
    return [limitFinding(error.message)]
  }
}

/** The answer for a pair that is still being judged. */
const assumedCompatible: Outcome = { compatible: true, parts: [] }

/** Types that a reader takes beside its own. */
const promotions: Partial<Record<AvroPrimitiveType, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
}

class AvroCheck {
  readonly #outcomes = new Map<AvroSchema, Map<AvroSchema, Outcome>>()
  readonly #mostSteps: number
  #steps = 0
  #depth = 0

  constructor(steps: number) {
    this.#mostSteps = steps
  }

  #step(count = 1): void {
    this.#steps += count
    if (this.#steps > this.#mostSteps) {
      throw new CheckLimitReached(`more than ${this.#mostSteps} comparisons are needed`)
    }
  }

  *judge(reader: AvroSchema, writer: AvroSchema, location: Location | undefined): Computation<Outcome> {
    let outcomes = this.#outcomes.get(reader)
    if (!outcomes) {
      outcomes = new Map()
      this.#outcomes.set(reader, outcomes)
    }
    const known = outcomes.get(writer)
    if (known) return known
    outcomes.set(writer, assumedCompatible)
    const outcome: Outcome = { compatible: true, parts: [] }
    this.#step()
    if (++this.#depth > avroCheckLimits.depth) {
      throw new CheckLimitReached(`types are nested more than ${avroCheckLimits.depth} deep`)
    }
    yield* this.#compare(reader, writer, location, outcome)
    this.#depth--
    outcomes.set(writer, outcome)
    return outcome
  }

  *#compare(
    reader: AvroSchema,
    writer: AvroSchema,
    location: Location | undefined,
    outcome: Outcome,
  ): Computation<void> {
    if (writer.type === 'union') {
      if (reader.type === 'union') yield* this.#compareUnions(reader, writer, location, outcome)
      else yield* this.#readEachBranch(reader, writer, location, outcome)
    } else if (reader.type === 'union') yield* this.#readByAnyBranch(reader, writer, location, outcome)
    else if (reader.type === 'record' && writer.type === 'record') {
      this.#step(stepsFor(reader.aliases.length))
      compareNames(reader, writer, location, outcome)
      yield* this.#compareFields(reader, writer, location, outcome)
    } else if (reader.type === 'enum' && writer.type === 'enum') {
      this.#step(stepsFor(reader.aliases.length + writer.symbols.length))
      compareNames(reader, writer, location, outcome)
      compareSymbols(reader, writer, location, outcome)
    } else if (reader.type === 'fixed' && writer.type === 'fixed') {
      this.#step(stepsFor(reader.aliases.length))
      compareNames(reader, writer, location, outcome)
      compareSizes(reader, writer, location, outcome)
    } else if (reader.type === 'array' && writer.type === 'array') {
      add(outcome, yield* resultOf(this.judge(reader.items, writer.items, step(location, 'items', reader, writer))))
    } else if (reader.type === 'map' && writer.type === 'map') {
      add(outcome, yield* resultOf(this.judge(reader.values, writer.values, step(location, 'values', reader, writer))))
    } else if (!readsPrimitive(reader, writer)) {
      const detail = `reader type: ${nameOf(reader)} not compatible with writer type: ${nameOf(writer)}`
      report(outcome, 'TYPE_MISMATCH', location, detail, reader, writer)
    }
  }

  *#compareUnions(
    reader: AvroUnion,
    writer: AvroUnion,
    location: Location | undefined,
    outcome: Outcome,
  ): Computation<void> {
    for (const [index, branch] of writer.branches.entries()) {
      const { compatible } = yield* resultOf(this.judge(reader, branch, trial(location, undefined, writer)))
      if (compatible) continue
      const here = step(location, String(index), undefined, writer)
      report(outcome, 'MISSING_UNION_BRANCH', here, lacking(branch), reader, branch, closest(reader, branch, here))
    }
  }

  *#readEachBranch(
    reader: AvroSchema,
    writer: AvroUnion,
    location: Location | undefined,
    outcome: Outcome,
  ): Computation<void> {
    for (const [index, branch] of writer.branches.entries()) {
      add(outcome, yield* resultOf(this.judge(reader, branch, step(location, String(index), undefined, writer))))
    }
  }

  *#readByAnyBranch(
    reader: AvroUnion,
    writer: AvroSchema,
    location: Location | undefined,
    outcome: Outcome,
  ): Computation<void> {
    for (const branch of reader.branches) {
      // Most branches are primitives, of which nothing has to be remembered.
      if (isPrimitive(branch) && isPrimitive(writer)) {
        this.#step()
        if (readsPrimitive(branch, writer)) return
        continue
      }
      const { compatible } = yield* resultOf(this.judge(branch, writer, trial(location, reader)))
      if (compatible) return
    }
    const cause = closest(reader, writer, location)
    report(outcome, 'MISSING_UNION_BRANCH', location, lacking(writer), reader, writer, cause)
  }

  *#compareFields(
    reader: AvroRecord,
    writer: AvroRecord,
    location: Location | undefined,
    outcome: Outcome,
  ): Computation<void> {
    const fields = step(location, 'fields')
    for (const [index, field] of reader.fields.entries()) {
      this.#step(1 + stepsFor(field.aliases.length))
      const here: Location = { parent: fields, segment: String(index), field: field.name, reader, writer }
      const [source, ...others] = sourcesOf(field, writer)
      if (source && others.length > 0) {
        const names = [source, ...others].map((candidate) => candidate.name).join(', ')
        report(outcome, 'AMBIGUOUS_ALIAS', here, `[${names}]`, field, writer)
      } else if (source) {
        add(outcome, yield* resultOf(this.judge(field.type, source.type, step(here, 'type', field, source))))
      } else if (!field.default) yield* this.#reportMissing(field, writer, here, outcome)
    }
  }

  *#reportMissing(field: AvroField, writer: AvroRecord, here: Location, outcome: Outcome): Computation<void> {
    // The reference compares an enum that has a default with the whole record: incompatible as well, by another name.
    if (field.type.type === 'enum' && field.type.default !== undefined) {
      add(outcome, yield* resultOf(this.judge(field.type, writer, step(here, 'type', field))))
    } else report(outcome, 'READER_FIELD_MISSING_DEFAULT_VALUE', here, field.name, field, writer)
  }
}

/** Fields of the writer that a field of the reader may stand for: the one of its name and those of its aliases. */
function sourcesOf(field: AvroField, writer: AvroRecord): AvroField[] {
  const names = new Set([field.name, ...field.aliases])
  return [...names].flatMap((name) => writer.fieldsByName.get(name) ?? [])
}

function compareNames(reader: AvroNamed, writer: AvroNamed, location: Location | undefined, outcome: Outcome): void {
  if (reader.name.name === writer.name.name) return
  if (reader.aliases.some((alias) => alias.fullName === writer.name.fullName)) return
  report(outcome, 'NAME_MISMATCH', step(location, 'name'), `expected: ${writer.name.fullName}`, reader, writer)
}

function compareSymbols(reader: AvroEnum, writer: AvroEnum, location: Location | undefined, outcome: Outcome): void {
  if (reader.default !== undefined || writer.symbolSet.isSubsetOf(reader.symbolSet)) return
  const missing = () => `[${[...writer.symbolSet.difference(reader.symbolSet)].sort().join(', ')}]`
  report(outcome, 'MISSING_ENUM_SYMBOLS', step(location, 'symbols'), missing, reader, writer)
}

function compareSizes(reader: AvroFixed, writer: AvroFixed, location: Location | undefined, outcome: Outcome): void {
  if (reader.size === writer.size) return
  const detail = `expected: ${writer.size}, found: ${reader.size}`
  report(outcome, 'FIXED_SIZE_MISMATCH', step(location, 'size'), detail, reader, writer)
}

function isPrimitive(schema: AvroSchema): schema is AvroPrimitive {
  return !isNamed(schema) && schema.type !== 'array' && schema.type !== 'map' && schema.type !== 'union'
}

/** Whether one type, of those without a name and without parts, reads another: the same, or a promotion. */
export function readsPrimitive(reader: AvroSchema, writer: AvroSchema): boolean {
  if (!isPrimitive(reader)) return false
  return reader.type === writer.type || (promotions[reader.type]?.includes(writer.type) ?? false)
}

/** Looked for when somebody asks why. */
function closest(
  reader: AvroUnion,
  writer: AvroSchema,
  location: Location | undefined,
): () => ClosestBranch | undefined {
  return () =>
    closestBranch(reader, writer, location, (branch, type, place) => checkAvro(branch, type, place, stepsForWords))
}

function lacking(writer: AvroSchema): string {
  return `reader union lacking writer type: ${nameOf(writer)}`
}

function nameOf(schema: AvroSchema): string {
  return schema.type.toUpperCase()
}
