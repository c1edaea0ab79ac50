/** Where a finding stands in the texts of both schemas. */
import type { Places, Side, TextPlace } from '../../explanation/explanation.ts'
import type { JsonNode } from '../../json-text.ts'
import type { AvroFinding } from '../findings.ts'
import { type AvroDocument, type AvroPart, isNamed } from '../model.ts'
import { type SchemaTexts, textsOf } from './schema-text.ts'
import { holderOf, isField, slotsOf } from './slots.ts'

export function placesOf(finding: AvroFinding, reader: AvroDocument, writer: AvroDocument): Places {
  return { reader: placeOn('reader', finding, reader), writer: placeOn('writer', finding, writer) }
}

function placeOn(side: Side, finding: AvroFinding, document: AvroDocument): TextPlace | undefined {
  const texts = textsOf(document)
  return texts?.placeOf(nodeOn(side, finding, texts))
}

/** The attribute of a named type that each of these kinds is about. */
const attributes: Readonly<Record<string, string>> = {
  NAME_MISMATCH: 'name',
  FIXED_SIZE_MISMATCH: 'size',
  MISSING_ENUM_SYMBOLS: 'symbols',
}

function nodeOn(side: Side, finding: AvroFinding, texts: SchemaTexts): JsonNode | undefined {
  const { kind, facts } = finding
  const part = facts[side]
  if (!part) return undefined
  // What is wrong in a branch says more than the union around it.
  const [cause] = facts.closest?.()?.findings ?? []
  if (cause) return nodeOn(side, cause, texts)
  const attribute = attributes[kind]
  if (attribute)
    return kind === 'MISSING_ENUM_SYMBOLS' && side === 'writer'
      ? symbolNode(finding, texts)
      : texts.attributeOf(part, attribute)
  if (isField(part)) return texts.attributeOf(part, 'name')
  if (kind === 'AMBIGUOUS_ALIAS') return ambiguousNode(finding, part, texts)
  // The reader's field has nothing to read; in the writer there is only the record that lacks it.
  if (kind === 'READER_FIELD_MISSING_DEFAULT_VALUE' || lacksField(finding)) {
    return side === 'reader' ? fieldNode(finding, texts) : texts.attributeOf(part, 'name')
  }
  for (const { holder, type } of slotsOf(finding, side)) return texts.slotOf(holder, type) ?? texts.nodeOf(type)
  return texts.nodeOf(part)
}

/** An enum with a default that the writer does not have is reported as if it were compared with the record. */
export function lacksField({ kind, facts: { reader, writer, location } }: AvroFinding): boolean {
  return (
    kind === 'TYPE_MISMATCH' &&
    writer?.type === 'record' &&
    reader?.type === 'enum' &&
    isField(location?.reader) &&
    location.writer === undefined
  )
}

function fieldNode(finding: AvroFinding, texts: SchemaTexts): JsonNode | undefined {
  const holder = holderOf(finding, 'reader')
  return holder && texts.attributeOf(holder, 'name')
}

/** The first symbol that the reader does not know. */
function symbolNode({ facts: { reader, writer } }: AvroFinding, texts: SchemaTexts): JsonNode | undefined {
  if (writer?.type !== 'enum' || reader?.type !== 'enum') return undefined
  const symbols = texts.attributeOf(writer, 'symbols')
  const index = writer.symbols.findIndex((symbol) => !reader.symbolSet.has(symbol))
  return symbols?.type === 'array' ? symbols.items[index] : symbols
}

/** The second of the fields that the reader's field may stand for. */
function ambiguousNode({ facts: { reader } }: AvroFinding, record: AvroPart, texts: SchemaTexts): JsonNode | undefined {
  if (!isField(reader) || isField(record) || !isNamed(record) || record.type !== 'record') return texts.nodeOf(record)
  const [, second] = record.fields.filter(({ name }) => name === reader.name || reader.aliases.includes(name))
  return second && texts.attributeOf(second, 'name')
}
