/** In what two schemas differ, found by walking both together: for people who compare versions, and for warnings. */
import { type Computation, resultOf, run } from '../../recursion.ts'
import { type Location, placeOf, step } from '../location.ts'
import {
  type AvroDocument,
  type AvroField,
  type AvroRecord,
  type AvroSchema,
  type AvroUnion,
  isNamed,
} from '../model.ts'
import { compareDocAndAliases, compareNamed, compareProperties, compareSymbols } from './attribute-differences.ts'
import { type Difference, DifferenceList } from './difference-list.ts'
import { defaultWords, orderWords, sameValue } from './difference-words.ts'
import { pairBranches, pairFields } from './pairs.ts'
import { typeWords, valueWords } from './words.ts'

/** Pairs of types that are looked at: recursive types of two schemas can be paired in very many ways. */
const mostPairs = 200_000

export function differencesBetween(older: AvroDocument, newer: AvroDocument): readonly Difference[] {
  const walk = new DifferenceWalk()
  run(walk.compare(older.root, newer.root, undefined))
  return walk.found
}

class DifferenceWalk {
  readonly #list = new DifferenceList()
  readonly #seen = new Map<AvroSchema, Set<AvroSchema>>()
  #pairs = 0

  get found(): readonly Difference[] {
    return this.#list.found
  }

  *compare(older: AvroSchema, newer: AvroSchema, location: Location | undefined): Computation<void> {
    const seen = this.#seen.get(older) ?? new Set()
    this.#seen.set(older, seen)
    if (seen.has(newer) || ++this.#pairs > mostPairs || this.#list.isFull) return
    seen.add(newer)
    if (older.type === 'union' && newer.type === 'union') yield* this.#compareUnions(older, newer, location)
    else if (older.type === 'union' || newer.type === 'union') yield* this.#compareWithUnion(older, newer, location)
    else if (older.type !== newer.type) this.#retyped(older, newer, location)
    else yield* this.#compareAlike(older, newer, location)
  }

  *#compareAlike(older: AvroSchema, newer: AvroSchema, location: Location | undefined): Computation<void> {
    if (isNamed(older) && isNamed(newer)) compareNamed(this.#list, older, newer, location)
    if ('properties' in older && 'properties' in newer) {
      const subject = isNamed(newer) ? typeWords(newer) : placeOf(location)
      compareProperties(this.#list, older, newer, subject, location)
    }
    if (older.type === 'record' && newer.type === 'record') yield* this.#compareFields(older, newer, location)
    else if (older.type === 'enum' && newer.type === 'enum') compareSymbols(this.#list, older, newer, location)
    else if (older.type === 'fixed' && newer.type === 'fixed' && older.size !== newer.size) {
      const text = `${typeWords(newer)} had ${older.size} bytes and now has ${newer.size}.`
      this.#list.add('size', step(location, 'size'), text, older, newer)
    } else if (older.type === 'array' && newer.type === 'array') {
      yield* resultOf(this.compare(older.items, newer.items, step(location, 'items')))
    } else if (older.type === 'map' && newer.type === 'map') {
      yield* resultOf(this.compare(older.values, newer.values, step(location, 'values')))
    }
  }

  *#compareFields(older: AvroRecord, newer: AvroRecord, location: Location | undefined): Computation<void> {
    const pairs = pairFields(older, newer)
    const fields = step(location, 'fields')
    const place = (field: AvroField, index: number): Location => ({
      parent: fields,
      segment: String(index),
      field: field.name,
    })
    const within = { older, newer }
    for (const [index, field] of newer.fields.entries()) {
      const here = place(field, index)
      const was = pairs.get(field)
      if (was) yield* this.#compareField(was, field, here)
      else {
        const text = `${placeOf(here)} (${typeWords(field.type)}) was added${field.default ? ` with the default ${valueWords(field.default)}` : ' without a default'}.`
        this.#list.add('added', here, text, undefined, field, within)
      }
    }
    const kept = new Set(pairs.values())
    for (const [index, field] of older.fields.entries()) {
      if (kept.has(field)) continue
      const here = place(field, index)
      this.#list.add(
        'removed',
        here,
        `${placeOf(here)} (${typeWords(field.type)}) was removed.`,
        field,
        undefined,
        within,
      )
    }
    const order = newer.fields.flatMap((field) => pairs.get(field) ?? [])
    const before = older.fields.filter((field) => kept.has(field))
    if (order.some((field, index) => field !== before[index])) {
      this.#list.add('order', fields, `The fields of ${typeWords(newer)} stand in another order.`, older, newer)
    }
  }

  *#compareField(older: AvroField, newer: AvroField, here: Location): Computation<void> {
    const subject = placeOf(here)
    if (older.name !== newer.name) {
      const known = newer.aliases.includes(older.name) ? ', with the old name as an alias' : ''
      this.#list.add('renamed', here, `Field '${older.name}' is now named '${newer.name}'${known}.`, older, newer)
    }
    yield* resultOf(this.compare(older.type, newer.type, step(here, 'type')))
    if (!sameValue(older.default, newer.default)) {
      const [was, is] = [older.default, newer.default].map((value) => value && valueWords(value))
      this.#list.add(
        'default',
        step(here, 'default'),
        `The default of ${subject} was ${defaultWords(was, is)}.`,
        older,
        newer,
      )
    }
    compareDocAndAliases(this.#list, older, newer, subject, here, older.aliases, newer.aliases)
    if (older.order !== newer.order) {
      const text = `Records were sorted by ${subject} ${orderWords[older.order]} and are now sorted ${orderWords[newer.order]}.`
      this.#list.add('sort order', step(here, 'order'), text, older, newer)
    }
    compareProperties(this.#list, older, newer, subject, here)
  }

  *#compareUnions(older: AvroUnion, newer: AvroUnion, location: Location | undefined): Computation<void> {
    const pairs = pairBranches(older, newer)
    const subject = placeOf(location)
    const within = { older, newer }
    for (const [index, branch] of newer.branches.entries()) {
      const here = step(location, String(index))
      const was = pairs.get(branch)
      if (was) yield* resultOf(this.compare(was, branch, here))
      else this.#list.add('added', here, `${subject} may now be ${typeWords(branch)}.`, undefined, branch, within)
    }
    const kept = new Set(pairs.values())
    for (const [index, branch] of older.branches.entries()) {
      if (kept.has(branch)) continue
      const text = `${subject} may no longer be ${typeWords(branch)}.`
      this.#list.add('removed', step(location, String(index)), text, branch, undefined, within)
    }
    const order = newer.branches.flatMap((branch) => pairs.get(branch) ?? [])
    const before = older.branches.filter((branch) => kept.has(branch))
    if (order.some((branch, index) => branch !== before[index])) {
      this.#list.add('order', location, `The types that ${subject} may be stand in another order.`, older, newer)
    }
  }

  *#compareWithUnion(older: AvroSchema, newer: AvroSchema, location: Location | undefined): Computation<void> {
    this.#retyped(older, newer, location)
    const asUnion = (type: AvroSchema): AvroUnion =>
      type.type === 'union' ? type : { type: 'union', branches: [type] }
    for (const [branch, was] of pairBranches(asUnion(older), asUnion(newer))) {
      const index = newer.type === 'union' ? newer.branches.indexOf(branch) : undefined
      // What is no longer the same type was told by the change of the whole.
      if (was.type !== branch.type) continue
      yield* resultOf(this.compare(was, branch, index === undefined ? location : step(location, String(index))))
    }
  }

  #retyped(older: AvroSchema, newer: AvroSchema, location: Location | undefined): void {
    const text = `${placeOf(location)} was ${typeWords(older)} and is now ${typeWords(newer)}.`
    this.#list.add('retyped', location, text, older, newer)
  }
}
