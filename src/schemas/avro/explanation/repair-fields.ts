/** Repairs of a field that has nothing to read, or too much. */
import type { Repair } from '../../explanation/explanation.ts'
import { printString } from '../../json-print.ts'
import { checkAvro } from '../compatibility.ts'
import type { AvroFinding } from '../findings.ts'
import { placeOf } from '../location.ts'
import type { AvroField, AvroRecord, AvroSchema } from '../model.ts'
import type { Operations, SchemaEdits } from './schema-edits.ts'

/** What a field of the reader that the writer lacks can be given. */
export function* repairsOfReaderField(
  finding: AvroFinding,
  field: AvroField,
  reader: AvroRecord,
  writer: AvroRecord,
  edits: SchemaEdits,
): Generator<Repair> {
  const place = placeOf(finding.facts.location)
  const node = edits.texts.nodeOf(field)
  const renamed = likelySource(field, reader, writer)
  const alias =
    renamed && aliasRepair(place, renamed, edits.set(node, 'aliases', texts([...field.aliases, renamed.name])))
  const looksAlike =
    renamed !== undefined && (similar(renamed.name, field.name) || tookPlace(field, renamed, reader, writer))
  if (alias && looksAlike) yield alias
  const slot = edits.texts.slotOf(field, field.type)
  for (const { value, type } of defaultsFor(field.type)) {
    const isOptional = type === 'optional'
    const setDefault = edits.set(node, 'default', value)
    const retype = isOptional && slot ? edits.replace(slot, `["null",${edits.texts.written(slot)}]`) : []
    if (!setDefault || !retype) continue
    const reorder = type === 'null first' ? nullFirst(field.type, edits) : []
    const title = isOptional
      ? `Let ${place} be null as well, with the default null.`
      : `Give ${place} the default ${value}.`
    yield { title, patch: [...retype, ...reorder, ...setDefault] }
  }
  if (alias && !looksAlike) yield alias
  const removal = edits.remove(node)
  if (removal) yield { title: `Leave ${place} out.`, patch: removal }
}

function aliasRepair(place: string, { name }: AvroField, patch: Operations | undefined): Repair | undefined {
  return patch && { title: `Give ${place} the alias '${name}', so that it reads what that field held before.`, patch }
}

interface PossibleDefault {
  readonly value: string
  /** What has to be done to the type. */
  readonly type: 'as it is' | 'null first' | 'optional'
}

/** Defaults for a type, the most natural first. */
function defaultsFor(type: AvroSchema): PossibleDefault[] {
  const optional: PossibleDefault = { value: 'null', type: 'optional' }
  const own = (value: string): PossibleDefault => ({ value, type: 'as it is' })
  switch (type.type) {
    case 'union': {
      const index = type.branches.findIndex((branch) => branch.type === 'null')
      if (index >= 0) return [{ value: 'null', type: index === 0 ? 'as it is' : 'null first' }]
      const [first] = type.branches
      return first ? defaultsFor(first).filter((possible) => possible.type === 'as it is') : []
    }
    case 'null':
      return [own('null')]
    case 'array':
      return [own('[]'), optional]
    case 'map':
      return [own('{}'), optional]
    case 'record':
      return type.fields.every((field) => field.default) ? [own('{}'), optional] : [optional]
    case 'enum': {
      if (type.default !== undefined) return [own(printString(type.default)), optional]
      const [first] = type.symbols
      return first === undefined ? [optional] : [optional, own(printString(first))]
    }
    case 'boolean':
      return [optional, own('false')]
    case 'string':
    case 'bytes':
      return [optional, own('""')]
    case 'fixed':
      return [optional]
    default:
      return [optional, own('0')]
  }
}

/** Before Avro 1.12 a default had to fit the first branch, so null goes there. */
function nullFirst(union: AvroSchema, edits: SchemaEdits): Operations {
  const node = edits.texts.nodeOf(union)
  if (node?.type !== 'array' || union.type !== 'union') return []
  const index = union.branches.findIndex((branch) => branch.type === 'null')
  const written = node.items[index]
  const removal = edits.remove(written)
  const insertion = edits.insert(node, '"null"', 0)
  return removal && insertion ? [...removal, ...insertion] : []
}

/** The field of the writer that nobody reads and that this field could read; the one of the nearest name, of the same place. */
function likelySource(field: AvroField, reader: AvroRecord, writer: AvroRecord): AvroField | undefined {
  const taken = new Set(reader.fields.flatMap((other) => [other.name, ...other.aliases]))
  const free = writer.fields.filter(({ name, type }) => !taken.has(name) && type.type === field.type.type)
  const alike = free.filter((candidate) => similar(candidate.name, field.name))
  const inPlace = free.filter((candidate) => candidate === writer.fields[reader.fields.indexOf(field)])
  const only = free.length === 1 ? free : []
  return [...alike, ...inPlace, ...only].slice(0, comparedFields).find((candidate) => readable(field, candidate))
}

/** Fields beyond these are not looked into, which keeps records of thousands of fields cheap. */
const comparedFields = 5

/** Whether the one stands where the other stood, in records of as many fields. */
function tookPlace(field: AvroField, source: AvroField, reader: AvroRecord, writer: AvroRecord): boolean {
  return reader.fields.length === writer.fields.length && reader.fields.indexOf(field) === writer.fields.indexOf(source)
}

function readable(field: AvroField, source: AvroField): boolean {
  return checkAvro(field.type, source.type).length === 0
}

/** Whether one name may be what became of the other: but for case and `_` one holds the other, or they begin alike. */
export function similar(a: string, b: string): boolean {
  const [x, y] = [a, b].map((name) => name.toLowerCase().replaceAll('_', ''))
  if (!x || !y) return false
  const [shorter, longer] = x.length < y.length ? [x, y] : [y, x]
  return x === y || (shorter.length > 2 && longer.includes(shorter)) || sharesMost(x, y)
}

function sharesMost(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  let same = 0
  while (same < shorter && a[same] === b[same]) same++
  return same >= 3 && same * 2 >= Math.max(a.length, b.length)
}

/** What the writer can do for a field of the reader that it lacks: have it. */
export function* repairsOfWriterRecord(
  finding: AvroFinding,
  field: AvroField,
  reader: AvroRecord,
  writer: AvroRecord,
  edits: SchemaEdits,
): Generator<Repair> {
  const place = placeOf(finding.facts.location)
  const renamed = likelyTarget(field, reader, writer)
  if (renamed) {
    const node = edits.texts.nodeOf(renamed)
    const patch = edits.set(node, 'name', printString(field.name))
    const aliases = renamed.aliases.filter((alias) => alias !== field.name)
    const aliasesPatch = aliases.length === renamed.aliases.length ? [] : aliasesOf(aliases, node, edits)
    if (patch)
      yield { title: `Let field '${renamed.name}' keep the name '${field.name}'.`, patch: [...patch, ...aliasesPatch] }
    const whole = edits.replaceField(renamed, field, writer.name.namespace)
    if (whole) yield { title: `Let field '${renamed.name}' be '${field.name}' again, as it was.`, patch: whole }
  }
  const list = edits.texts.attributeOf(writer, 'fields')
  const patch = edits.insert(list, edits.fieldText(field, writer.name.namespace), placeFor(field, reader, writer))
  if (patch) yield { title: `Put ${place} back.`, patch }
}

/** Behind the field that it followed. */
function placeFor(field: AvroField, reader: AvroRecord, writer: AvroRecord): number | undefined {
  const before = reader.fields
    .slice(0, reader.fields.indexOf(field))
    .findLast(({ name }) => writer.fieldsByName.has(name))
  const index = before ? writer.fields.findIndex(({ name }) => name === before.name) + 1 : 0
  return index < writer.fields.length ? index : undefined
}

/** The field of the writer that this one was renamed to: it says so by an alias, or nobody else has a use for it. */
function likelyTarget(field: AvroField, reader: AvroRecord, writer: AvroRecord): AvroField | undefined {
  const known = new Set(reader.fields.flatMap((other) => [other.name, ...other.aliases]))
  const free = writer.fields.filter(({ name, type }) => !known.has(name) && type.type === field.type.type)
  const saying = writer.fields.find(({ name, aliases }) => !known.has(name) && aliases.includes(field.name))
  if (saying) return saying
  const alike = free.filter((candidate) => similar(candidate.name, field.name))
  return alike.slice(0, comparedFields).find((candidate) => readable(field, candidate))
}

/** Where a field stands for several of the writer: only one name is left. */
export function* repairsOfAliases(
  finding: AvroFinding,
  field: AvroField,
  writer: AvroRecord,
  edits: SchemaEdits,
): Generator<Repair> {
  const sources = [field.name, ...field.aliases].filter((name) => writer.fieldsByName.has(name))
  const [kept] = sources
  const dropped = new Set(sources.slice(1))
  const patch = aliasesOf(
    field.aliases.filter((alias) => !dropped.has(alias)),
    edits.texts.nodeOf(field),
    edits,
  )
  const names = [...dropped].map((name) => `'${name}'`).join(', ')
  if (patch.length > 0) {
    yield {
      title: `Take the alias ${names} from ${placeOf(finding.facts.location)}, so that it reads '${kept}' only.`,
      patch,
    }
  }
}

/** The writer has several fields that are one to the reader: it keeps the first. */
export function* repairsOfAmbiguousWriter(field: AvroField, writer: AvroRecord, edits: SchemaEdits): Generator<Repair> {
  const sources = [field.name, ...field.aliases].flatMap((name) => writer.fieldsByName.get(name) ?? [])
  if (sources.length > comparedFields) return
  for (const kept of sources) {
    const dropped = sources.filter((source) => source !== kept)
    const removals = dropped
      .toSorted((a, b) => writer.fields.indexOf(b) - writer.fields.indexOf(a))
      .map((source) => edits.remove(edits.texts.nodeOf(source)))
    if (removals.some((removal) => !removal)) continue
    const names = dropped.map(({ name }) => `'${name}'`).join(', ')
    yield {
      title: `Leave field ${names} out: to older readers it is the same as '${kept.name}'.`,
      patch: removals.flatMap((removal) => removal ?? []),
    }
  }
}

function aliasesOf(
  aliases: readonly string[],
  node: Parameters<SchemaEdits['set']>[0],
  edits: SchemaEdits,
): Operations {
  const patch = aliases.length === 0 ? edits.unset(node, 'aliases') : edits.set(node, 'aliases', texts(aliases))
  return patch ?? []
}

function texts(values: readonly string[]): string {
  return `[${values.map(printString).join(',')}]`
}
