/** Repairs of what belongs to a named type itself: its name, its size, its symbols. */
import type { Repair, Side } from '../../explanation/explanation.ts'
import { printString } from '../../json-print.ts'
import type { JsonNode } from '../../json-text.ts'
import type { AvroFinding } from '../findings.ts'
import { placeOf } from '../location.ts'
import type { AvroEnum, AvroNamed } from '../model.ts'
import { repair } from './repair-types.ts'
import type { Operations, SchemaEdits } from './schema-edits.ts'
import { listWords, typeWords } from './words.ts'

/** A reader may know the old name by an alias; a writer has to keep it. */
export function* repairsOfName(
  side: Side,
  reader: AvroNamed,
  writer: AvroNamed,
  edits: SchemaEdits,
): Generator<Repair> {
  const [own, other] = side === 'reader' ? [reader, writer] : [writer, reader]
  const node = edits.texts.nodeOf(own)
  if (side === 'reader') {
    const aliases = [...own.aliases.map((alias) => alias.fullName), other.name.fullName]
    const text = `[${aliases.map((alias) => printString(aliasText(alias, own))).join(',')}]`
    yield* repair(`Give ${typeWords(own)} the alias '${other.name.fullName}'.`, edits.set(node, 'aliases', text))
  }
  yield* repair(`Let ${typeWords(own)} be named '${other.name.name}' again.`, renaming(own, other.name.name, edits))
}

/** An alias without a dot belongs to the namespace of its type, so one of no namespace can only be written where there is none. */
function aliasText(alias: string, { name }: AvroNamed): string {
  const prefix = name.namespace === undefined ? undefined : `${name.namespace}.`
  return prefix !== undefined && alias.startsWith(prefix) && !alias.slice(prefix.length).includes('.')
    ? alias.slice(prefix.length)
    : alias
}

/** Another last part of a type's name, where it is defined and wherever it is used. */
function renaming(type: AvroNamed, name: string, edits: SchemaEdits): Operations | undefined {
  const texts = [edits.texts.attributeOf(type, 'name'), ...edits.texts.usesOf(type)]
  const operations = texts.map((node) => {
    const written = node?.type === 'string' ? node.value : undefined
    return written === undefined ? undefined : edits.replace(node, printString(written.replace(/[^.]*$/, name)))
  })
  return operations.every((each) => each !== undefined) ? operations.flat() : undefined
}

export function* repairsOfSize(
  side: Side,
  reader: AvroNamed,
  writer: AvroNamed,
  edits: SchemaEdits,
): Generator<Repair> {
  const [own, other] = side === 'reader' ? [reader, writer] : [writer, reader]
  if (other.type !== 'fixed') return
  const patch = edits.set(edits.texts.nodeOf(own), 'size', String(other.size))
  yield* repair(
    `Let ${typeWords(own)} have ${other.size} bytes again; another length needs a type and a field of its own.`,
    patch,
  )
}

/** Names of symbols that stand for whatever is not known. */
const catchAll = /^(UNKNOWN|UNSPECIFIED|UNDEFINED|OTHER|NONE|DEFAULT|MISSING)$|_(UNKNOWN|UNSPECIFIED|OTHER)$/i

export function* repairsOfReaderSymbols(
  finding: AvroFinding,
  reader: AvroEnum,
  writer: AvroEnum,
  edits: SchemaEdits,
): Generator<Repair> {
  const place = placeOf(finding.facts.location)
  const node = edits.texts.nodeOf(reader)
  const setDefault = (symbol: string) =>
    repair(
      `Give ${typeWords(reader)} the default '${symbol}', which is read for symbols that it does not know.`,
      edits.set(node, 'default', printString(symbol)),
    )
  const fallback = reader.symbols.find((symbol) => catchAll.test(symbol))
  if (fallback !== undefined) yield* setDefault(fallback)
  const missing = writer.symbols.filter((symbol) => !reader.symbolSet.has(symbol))
  const list = edits.texts.attributeOf(reader, 'symbols')
  const restored =
    missing.length > listedEdits
      ? edits.replace(list, listText(merged(reader, writer)))
      : insertions(reader, writer, list, edits)
  const names = listWords(missing)
  yield* repair(`Put ${names} back among the symbols of ${typeWords(reader)} (${place}).`, restored)
  const [first] = reader.symbols
  if (fallback === undefined && first !== undefined) yield* setDefault(first)
}

/** More symbols than these are edited by writing the whole list anew. */
const listedEdits = 20

function listText(symbols: readonly string[]): string {
  return `[${symbols.map(printString).join(',')}]`
}

/** The symbols of the reader with those of the writer that it lacks, each behind the one that it followed. */
function merged(reader: AvroEnum, writer: AvroEnum): string[] {
  const symbols = [...reader.symbols]
  for (const [index, symbol] of writer.symbols.entries()) {
    const before = writer.symbols[index - 1]
    if (!reader.symbolSet.has(symbol)) symbols.splice(before === undefined ? 0 : symbols.indexOf(before) + 1, 0, symbol)
  }
  return symbols
}

/** The last first, so that each is counted in the list as it is written. */
function insertions(reader: AvroEnum, writer: AvroEnum, list: JsonNode | undefined, edits: SchemaEdits): Operations {
  let index = 0
  const inserted = merged(reader, writer).flatMap((symbol) => {
    if (reader.symbolSet.has(symbol)) index++
    else return [edits.insert(list, printString(symbol), index) ?? []]
    return []
  })
  return inserted.reverse().flat()
}

/** An older reader knows neither the new symbols nor, being registered already, can it be given a default. */
export function* repairsOfWriterSymbols(reader: AvroEnum, writer: AvroEnum, edits: SchemaEdits): Generator<Repair> {
  const added = writer.symbols.filter((symbol) => !reader.symbolSet.has(symbol))
  const list = edits.texts.attributeOf(writer, 'symbols')
  if (list?.type !== 'array') return
  const node = edits.texts.nodeOf(writer)
  const loseDefault = writer.default !== undefined && added.includes(writer.default) ? edits.unset(node, 'default') : []
  const kept = writer.symbols.filter((symbol) => reader.symbolSet.has(symbol))
  const removals = writer.symbols
    .map((symbol, index) => (reader.symbolSet.has(symbol) ? undefined : edits.remove(list.items[index])))
    .reverse()
    .flatMap((removal) => removal ?? [])
  const names = listWords(added)
  const left = added.length > listedEdits ? edits.replace(list, listText(kept)) : removals
  const patch = [...(loseDefault ?? []), ...(left ?? [])]
  yield* repair(
    `Leave ${names} out of the symbols of ${typeWords(writer)} until all readers have a default for symbols that they do not know.`,
    patch,
  )
}
