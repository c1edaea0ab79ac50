/** Edits that may mend a finding, for the schema that reads and for the one that writes. None has been tried. */
import type { Repair, Side } from '../../explanation/explanation.ts'
import { movesItems, patchText } from '../../explanation/json-patch.ts'
import { closestBranch } from '../closest-branch.ts'
import { checkAvro } from '../compatibility.ts'
import type { AvroFinding } from '../findings.ts'
import { type AvroDocument, type AvroField, isNamed } from '../model.ts'
import { lacksField } from './places.ts'
import {
  repairsOfAliases,
  repairsOfAmbiguousWriter,
  repairsOfReaderField,
  repairsOfWriterRecord,
} from './repair-fields.ts'
import { repairsOfName, repairsOfReaderSymbols, repairsOfSize, repairsOfWriterSymbols } from './repair-names.ts'
import { repairsOfReaderType, repairsOfReaderUnion, repairsOfWriterType, restorations } from './repair-types.ts'
import { SchemaEdits } from './schema-edits.ts'
import { textsOf } from './schema-text.ts'
import { holderOf, isField } from './slots.ts'

export function* repairsOf(
  finding: AvroFinding,
  reader: AvroDocument,
  writer: AvroDocument,
  side: Side,
): Generator<Repair> {
  const texts = textsOf(side === 'reader' ? reader : writer)
  if (!texts) return
  const edits = new SchemaEdits(texts)
  yield* naturalRepairs(finding, side, edits, 0)
  yield* restorations(finding, side, edits)
}

/** Unions in unions of records in unions: deeper causes are not looked for. */
const deepestCause = 4

function* naturalRepairs(finding: AvroFinding, side: Side, edits: SchemaEdits, depth: number): Generator<Repair> {
  const { kind, facts } = finding
  const { reader, writer } = facts
  if (!reader || !writer) return
  if (isField(reader) || lacksField(finding)) {
    const field = isField(reader) ? reader : facts.location?.reader
    if (isField(field)) yield* fieldRepairs(finding, field, side, edits)
    return
  }
  if (reader.type === 'union') {
    const closest = depth < deepestCause ? closestBranch(reader, writer, facts.location, checkAvro) : undefined
    if (closest) yield* causeRepairs(closest.findings, side, edits, depth + 1)
    if (side === 'reader') yield* repairsOfReaderUnion(finding, reader, writer, edits)
    else yield* repairsOfWriterType(finding, edits)
  } else if (kind === 'TYPE_MISMATCH') {
    yield* side === 'reader' ? repairsOfReaderType(finding, edits) : repairsOfWriterType(finding, edits)
  } else if (isNamed(reader) && isNamed(writer)) {
    if (kind === 'NAME_MISMATCH') yield* repairsOfName(side, reader, writer, edits)
    if (kind === 'FIXED_SIZE_MISMATCH') yield* repairsOfSize(side, reader, writer, edits)
    if (kind === 'MISSING_ENUM_SYMBOLS' && reader.type === 'enum' && writer.type === 'enum') {
      yield* side === 'reader'
        ? repairsOfReaderSymbols(finding, reader, writer, edits)
        : repairsOfWriterSymbols(reader, writer, edits)
    }
  }
}

function* fieldRepairs(finding: AvroFinding, field: AvroField, side: Side, edits: SchemaEdits): Generator<Repair> {
  const { writer, location } = finding.facts
  // A finding of the field itself was made one step below its record, one of its type two steps.
  const record = isField(location?.reader)
    ? holderOf({ ...finding, facts: { ...finding.facts, location: location?.parent } }, 'reader')
    : location?.reader
  if (isField(writer) || writer?.type !== 'record' || isField(record) || record?.type !== 'record') return
  if (finding.kind === 'AMBIGUOUS_ALIAS') {
    yield* side === 'reader'
      ? repairsOfAliases(finding, field, writer, edits)
      : repairsOfAmbiguousWriter(field, writer, edits)
  } else {
    yield* side === 'reader'
      ? repairsOfReaderField(finding, field, record, writer, edits)
      : repairsOfWriterRecord(finding, field, record, writer, edits)
  }
}

/** How many ways are tried to mend each cause, where there are several, and how many causes are mended at once. */
const combinedChoices = 3
const mostCauses = 50

/** Several causes are mended together: as long as one is left, the union still does not read the type. */
function* causeRepairs(
  causes: readonly AvroFinding[],
  side: Side,
  edits: SchemaEdits,
  depth: number,
): Generator<Repair> {
  const [only, ...others] = causes
  if (!only) return
  if (causes.length > mostCauses) return
  if (others.length === 0) {
    yield* naturalRepairs(only, side, edits, depth)
    return
  }
  const choices = causes.map((cause) => firstOf(naturalRepairs(cause, side, edits, depth)))
  for (let choice = 0; choice < combinedChoices; choice++) {
    const repairs = choices.flatMap((repairs) => repairs[choice] ?? repairs.at(-1) ?? [])
    const combined = repairs.length === causes.length && combine(repairs)
    if (combined && leadsSomewhere(combined, edits)) yield combined
  }
}

function firstOf(repairs: Iterable<Repair>): Repair[] {
  const first: Repair[] = []
  for (const repair of repairs) {
    if (first.push(repair) === combinedChoices) break
  }
  return first
}

/** Edits that move items come after those that do not, and the last item first, so that no path is led astray. */
function combine(repairs: readonly Repair[]): Repair {
  const patches = repairs.map((repair) => ('patch' in repair ? repair.patch : []))
  const staying = patches.flat().filter((operation) => !movesItems(operation))
  // Of two that are inserted at one place the later one goes first and is moved on by the other.
  const moving = patches.reverse().flat().filter(movesItems)
  moving.sort((a, b) => comparePaths(b.path, a.path))
  return { title: repairs.map((repair) => repair.title).join(' '), patch: [...staying, ...moving] }
}

/** What replaces a part and what edits it do not go together. */
function leadsSomewhere(repair: Repair, edits: SchemaEdits): boolean {
  try {
    if ('patch' in repair) patchText(edits.texts.ownText, repair.patch)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  for (const [index, segment] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (segment !== other) return Number(segment) - Number(other) || (segment < other ? -1 : 1)
  }
  return left.length - right.length
}
