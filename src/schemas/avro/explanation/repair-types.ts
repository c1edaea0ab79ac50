/** Repairs of a type that the reader cannot read, and of a branch that its union lacks. */
import type { Repair, Side } from '../../explanation/explanation.ts'
import { checkAvro, readsPrimitive } from '../compatibility.ts'
import type { AvroFinding } from '../findings.ts'
import { placeOf } from '../location.ts'
import { type AvroSchema, type AvroUnion, branchName, isNamed } from '../model.ts'
import type { AvroPrimitiveType } from '../names.ts'
import type { Operations, SchemaEdits } from './schema-edits.ts'
import { isField, type Slot, slotsOf, unionAround } from './slots.ts'
import { typeWords } from './words.ts'

/** Numbers from the narrowest to the widest. */
const numbers: readonly AvroPrimitiveType[] = ['int', 'long', 'float', 'double']

/** What a reader can do about another type in the data. */
export function* repairsOfReaderType(finding: AvroFinding, edits: SchemaEdits): Generator<Repair> {
  const slot = firstOf(slotsOf(finding, 'reader'))
  if (!slot) return
  const place = placeOf(finding.facts.location)
  const wider = widerThan(slot.type, slot.other)
  if (wider) {
    const read = slot.other.type === wider.type ? '' : `, which reads ${typeWords(slot.other)} too`
    yield* repair(`Make ${place} a ${wider.type}${read}.`, edits.retype(slot, wider))
  }
  if (!(slot.holder && !isField(slot.holder) && slot.holder.type === 'union')) yield* unionRepair(slot, place, edits)
}

/** The reader's type and those that it cannot read, as a union. */
function* unionRepair(slot: Slot, place: string, edits: SchemaEdits): Generator<Repair> {
  const { holder, type, other } = slot
  const node = edits.texts.slotOf(holder, type)
  if (!node || type.type === 'union') return
  const unread = (other.type === 'union' ? other.branches : [other]).filter(
    (branch) => checkAvro(type, branch).length > 0,
  )
  const isNull = (branch: AvroSchema) => branch.type === 'null'
  const hasDefault = isField(holder) && holder.default !== undefined
  const branches = hasDefault
    ? [type, ...unread]
    : [...unread.filter(isNull), type, ...unread.filter((branch) => !isNull(branch))]
  const texts = branches.map((branch) => (branch === type ? edits.texts.written(node) : edits.typeText(branch, node)))
  const title = `Let ${place} be ${unread.map((branch) => typeWords(branch)).join(' or ')} as well.`
  yield* repair(title, edits.retype(slot, { type: 'union', branches }, `[${texts.join(',')}]`))
}

/** A reader's union gets what a branch of the writer needs. */
export function* repairsOfReaderUnion(
  finding: AvroFinding,
  union: AvroUnion,
  lacking: AvroSchema,
  edits: SchemaEdits,
): Generator<Repair> {
  const place = placeOf(finding.facts.location)
  const node = edits.texts.nodeOf(union)
  if (!node) return
  for (const branch of union.branches) {
    if (!isNumber(branch) || !isNumber(lacking) || !readsPrimitive(lacking, branch)) continue
    const slot: Slot = { holder: union, type: branch, other: lacking, otherField: undefined, location: undefined }
    yield* repair(
      `Make the ${branch.type} in ${place} a ${lacking.type}, which reads both.`,
      edits.retype(slot, lacking),
    )
  }
  const same = union.branches.find((branch) => branchName(branch) === branchName(lacking))
  if (same) {
    const slot: Slot = { holder: union, type: same, other: lacking, otherField: undefined, location: undefined }
    yield* repair(`Let ${typeWords(same)} in ${place} be again what it was.`, edits.retype(slot, lacking))
  } else {
    const first = lacking.type === 'null' && !hasDefault(finding)
    const insertion = edits.insert(node, edits.typeText(lacking, node), first ? 0 : undefined)
    yield* repair(`Let ${place} be ${typeWords(lacking)} as well.`, insertion)
  }
}

function hasDefault(finding: AvroFinding): boolean {
  const slot = firstOf(slotsOf(finding, 'reader'))
  return isField(slot?.holder) && slot.holder.default !== undefined
}

/** What a writer can do about a branch, or a type, that older readers do not know. */
export function* repairsOfWriterType(finding: AvroFinding, edits: SchemaEdits): Generator<Repair> {
  const { writer, reader } = finding.facts
  const place = placeOf(finding.facts.location)
  const union = unionAround(finding, 'writer')
  if (!union || !writer || !reader || isField(writer) || isField(reader)) return
  const known = reader.type === 'union' ? reader.branches : [reader]
  const narrower = known.find((type) => isNumber(type) && isNumber(writer) && readsPrimitive(writer, type))
  if (narrower && !union.branches.some((branch) => branch.type === narrower.type)) {
    const slot: Slot = { holder: union, type: writer, other: narrower, otherField: undefined, location: undefined }
    yield* repair(`Keep the ${narrower.type} in ${place}.`, edits.retype(slot, narrower))
  }
  // A union of one branch is written more plainly as that branch, which is what was there.
  if (union.branches.length < 3) return
  const removal = edits.remove(edits.texts.slotOf(union, writer))
  yield* repair(`Do not let ${place} be ${typeWords(writer)} yet.`, removal)
}

/** What was there before, at the innermost place where it can be written, and at those around it. */
export function* restorations(finding: AvroFinding, side: Side, edits: SchemaEdits): Generator<Repair> {
  for (const slot of slotsOf(finding, side)) {
    const { holder, type, other } = slot
    if (holder && !isField(holder) && holder.type === 'union' && other.type === 'union') continue
    // To take back all that was changed is no help.
    if (!holder && type.type === 'record' && other.type === 'record') continue
    const definition = isNamed(type) && isNamed(other) ? definitionRepair(type, other, edits) : undefined
    const patch = definition ?? edits.retype(slot, other)
    yield* repair(`Let ${placeOf(slot.location)} be ${typeWords(other)} again.`, patch)
  }
}

/** A type that both schemas have under one name is written anew where it is defined. */
function definitionRepair(type: AvroSchema, other: AvroSchema, edits: SchemaEdits): Operations | undefined {
  if (branchName(type) !== branchName(other)) return undefined
  const node = edits.texts.nodeOf(type)
  return node && edits.replace(node, edits.typeText(other, node, node))
}

/** The narrowest number that reads all of both. */
function widerThan(type: AvroSchema, other: AvroSchema): AvroSchema | undefined {
  const all = [type, ...(other.type === 'union' ? other.branches : [other])]
  if (!all.every(isNumber)) return undefined
  // From int and long on the one side and float on the other, a float would lose digits.
  const candidates =
    all.some(({ type }) => type === 'float') && all.some(({ type }) => type === 'long') ? ['double' as const] : numbers
  return candidates
    .map((name): AvroSchema => ({ type: name, properties: new Map() }))
    .find((wider) => wider.type !== type.type && all.every((each) => readsPrimitive(wider, each)))
}

function isNumber(type: AvroSchema): boolean {
  return numbers.some((name) => name === type.type)
}

export function* repair(title: string, patch: Operations | undefined): Generator<Repair> {
  if (patch && patch.length > 0) yield { title, patch }
}

function firstOf<Item>(items: Iterable<Item>): Item | undefined {
  for (const item of items) return item
  return undefined
}
