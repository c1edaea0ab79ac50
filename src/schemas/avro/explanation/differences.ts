/** In what two schemas differ, found by walking both together: for people who compare versions, and for warnings. */
import { type Computation, resultOf, run } from '../../recursion.ts'
import { capitalized } from '../../sentence.ts'
import { type Location, placeOf, pointerOf } from '../location.ts'
import {
  type AvroDocument,
  type AvroEnum,
  type AvroField,
  type AvroNamed,
  type AvroPart,
  type AvroProperties,
  type AvroRecord,
  type AvroSchema,
  type AvroUnion,
  isNamed,
} from '../model.ts'
import {
  defaultWords,
  gainedAndLost,
  logicalAttributes,
  logicalTypeWords,
  orderWords,
  sameValue,
  spaceWords,
  verbFor,
} from './difference-words.ts'
import { pairBranches, pairFields } from './pairs.ts'
import { typeWords, valueWords } from './words.ts'

export type DifferenceKind =
  | 'added'
  | 'removed'
  | 'renamed'
  | 'retyped'
  | 'symbols'
  | 'size'
  | 'default'
  | 'doc'
  | 'order'
  | 'sort order'
  | 'logical type'
  | 'namespace'
  | 'aliases'
  | 'attribute'

export interface Difference {
  readonly what: DifferenceKind
  readonly path: string
  readonly description: string
  /** What it is about in each schema; absent where the schema has no such thing. */
  readonly older?: AvroPart | undefined
  readonly newer?: AvroPart | undefined
  /** The records or unions that what was added or removed is a part of. */
  readonly within?: { readonly older: AvroSchema; readonly newer: AvroSchema } | undefined
}

/** More are not looked for, because nobody reads them: differences, characters of their paths, pairs of types looked at. */
const differenceLimits = { count: 10_000, characters: 1_000_000, pairs: 200_000 }

export function differencesBetween(older: AvroDocument, newer: AvroDocument): readonly Difference[] {
  const walk = new DifferenceWalk()
  run(walk.compare(older.root, newer.root, undefined))
  return walk.found
}

class DifferenceWalk {
  readonly found: Difference[] = []
  readonly #seen = new Map<AvroSchema, Set<AvroSchema>>()
  #pairs = 0
  #characters = 0

  #retyped(older: AvroSchema, newer: AvroSchema, location: Location | undefined): void {
    const text = `${placeOf(location)} was ${typeWords(older)} and is now ${typeWords(newer)}.`
    this.#add('retyped', location, text, older, newer)
  }

  *compare(older: AvroSchema, newer: AvroSchema, location: Location | undefined): Computation<void> {
    const seen = this.#seen.get(older) ?? new Set()
    this.#seen.set(older, seen)
    if (seen.has(newer) || ++this.#pairs > differenceLimits.pairs || this.#isFull()) return
    seen.add(newer)
    if (older.type === 'union' && newer.type === 'union') yield* this.#compareUnions(older, newer, location)
    else if (older.type === 'union' || newer.type === 'union') yield* this.#compareWithUnion(older, newer, location)
    else if (older.type !== newer.type) this.#retyped(older, newer, location)
    else yield* this.#compareAlike(older, newer, location)
  }

  *#compareAlike(older: AvroSchema, newer: AvroSchema, location: Location | undefined): Computation<void> {
    if (isNamed(older) && isNamed(newer)) this.#compareNamed(older, newer, location)
    if ('properties' in older && 'properties' in newer) {
      const subject = isNamed(newer) ? typeWords(newer) : placeOf(location)
      this.#compareProperties(older, newer, subject, location)
    }
    if (older.type === 'record' && newer.type === 'record') yield* this.#compareFields(older, newer, location)
    else if (older.type === 'enum' && newer.type === 'enum') this.#compareSymbols(older, newer, location)
    else if (older.type === 'fixed' && newer.type === 'fixed' && older.size !== newer.size) {
      const text = `${typeWords(newer)} had ${older.size} bytes and now has ${newer.size}.`
      this.#add('size', step(location, 'size'), text, older, newer)
    } else if (older.type === 'array' && newer.type === 'array') {
      yield* resultOf(this.compare(older.items, newer.items, step(location, 'items')))
    } else if (older.type === 'map' && newer.type === 'map') {
      yield* resultOf(this.compare(older.values, newer.values, step(location, 'values')))
    }
  }

  #compareNamed(older: AvroNamed, newer: AvroNamed, location: Location | undefined): void {
    const [was, is] = [older.name, newer.name]
    if (was.name !== is.name) {
      const known = newer.aliases.some((alias) => alias.fullName === was.fullName)
      const text = `${typeWords(older)} is now named ${is.fullName}${known ? ', with the old name as an alias' : ''}.`
      this.#add('renamed', step(location, 'name'), text, older, newer)
    } else if (was.fullName !== is.fullName) {
      const text = `${typeWords(newer)} moved from ${spaceWords(was.namespace)} to ${spaceWords(is.namespace)}.`
      this.#add('namespace', step(location, 'namespace'), text, older, newer)
    }
    const names = (type: AvroNamed) => type.aliases.map((alias) => alias.fullName)
    this.#compareTexts(older, newer, typeWords(newer), location, names(older), names(newer))
    if (older.type === 'record' && newer.type === 'record' && older.isError !== newer.isError) {
      const text = `${typeWords(newer)} is ${newer.isError ? 'declared as an error now' : 'no longer declared as an error'}.`
      this.#add('attribute', step(location, 'type'), text, older, newer)
    }
  }

  /** Doc and aliases. */
  #compareTexts(
    older: AvroNamed | AvroField,
    newer: AvroNamed | AvroField,
    subject: string,
    location: Location | undefined,
    oldAliases: readonly string[],
    newAliases: readonly string[],
  ): void {
    if (older.doc !== newer.doc) {
      const text = `The doc of ${subject} was ${verbFor(older.doc, newer.doc)}.`
      this.#add('doc', step(location, 'doc'), text, older, newer)
    }
    const gained = newAliases.filter((alias) => !oldAliases.includes(alias))
    const lost = oldAliases.filter((alias) => !newAliases.includes(alias))
    if (gained.length + lost.length === 0) return
    this.#add(
      'aliases',
      step(location, 'aliases'),
      `The aliases of ${subject} changed: ${gainedAndLost(gained, lost)}.`,
      older,
      newer,
    )
  }

  #compareProperties(
    older: { readonly properties: AvroProperties },
    newer: { readonly properties: AvroProperties },
    subject: string,
    location: Location | undefined,
  ): void {
    const [was, is] = [older.properties, newer.properties]
    // The parts that properties belong to are types or fields.
    const parts = [older as AvroPart, newer as AvroPart] as const
    if (logicalTypeWords(was) !== logicalTypeWords(is)) {
      const text = `${subject} was ${logicalTypeWords(was) ?? 'no logical type'} and is now ${logicalTypeWords(is) ?? 'none'}.`
      this.#add('logical type', step(location, 'logicalType'), text, ...parts)
    }
    for (const key of new Set([...is.keys(), ...was.keys()])) {
      if (logicalAttributes.has(key) && (was.has('logicalType') || is.has('logicalType'))) continue
      const [before, after] = [was.get(key), is.get(key)]
      if (sameValue(before, after)) continue
      const text = `The attribute '${key}' of ${subject} was ${verbFor(before, after)}.`
      this.#add('attribute', step(location, key), text, ...parts)
    }
  }

  #compareSymbols(older: AvroEnum, newer: AvroEnum, location: Location | undefined): void {
    const gained = newer.symbols.filter((symbol) => !older.symbolSet.has(symbol))
    const lost = older.symbols.filter((symbol) => !newer.symbolSet.has(symbol))
    const here = step(location, 'symbols')
    if (gained.length + lost.length > 0) {
      this.#add(
        'symbols',
        here,
        `The symbols of ${typeWords(newer)} changed: ${gainedAndLost(gained, lost)}.`,
        older,
        newer,
      )
    }
    const kept = newer.symbols.filter((symbol) => older.symbolSet.has(symbol))
    const before = older.symbols.filter((symbol) => newer.symbolSet.has(symbol))
    if (kept.some((symbol, index) => symbol !== before[index])) {
      this.#add('order', here, `The symbols of ${typeWords(newer)} stand in another order.`, older, newer)
    }
    if (older.default !== newer.default) {
      const text = `The default of ${typeWords(newer)} was ${defaultWords(older.default, newer.default)}.`
      this.#add('default', step(location, 'default'), text, older, newer)
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
        this.#add('added', here, text, undefined, field, within)
      }
    }
    const kept = new Set(pairs.values())
    for (const [index, field] of older.fields.entries()) {
      if (kept.has(field)) continue
      const here = place(field, index)
      this.#add('removed', here, `${placeOf(here)} (${typeWords(field.type)}) was removed.`, field, undefined, within)
    }
    const order = newer.fields.flatMap((field) => pairs.get(field) ?? [])
    const before = older.fields.filter((field) => kept.has(field))
    if (order.some((field, index) => field !== before[index])) {
      this.#add('order', fields, `The fields of ${typeWords(newer)} stand in another order.`, older, newer)
    }
  }

  *#compareField(older: AvroField, newer: AvroField, here: Location): Computation<void> {
    const subject = placeOf(here)
    if (older.name !== newer.name) {
      const known = newer.aliases.includes(older.name) ? ', with the old name as an alias' : ''
      this.#add('renamed', here, `Field '${older.name}' is now named '${newer.name}'${known}.`, older, newer)
    }
    yield* resultOf(this.compare(older.type, newer.type, step(here, 'type')))
    if (!sameValue(older.default, newer.default)) {
      const [was, is] = [older.default, newer.default].map((value) => value && valueWords(value))
      this.#add(
        'default',
        step(here, 'default'),
        `The default of ${subject} was ${defaultWords(was, is)}.`,
        older,
        newer,
      )
    }
    this.#compareTexts(older, newer, subject, here, older.aliases, newer.aliases)
    if (older.order !== newer.order) {
      const text = `Records were sorted by ${subject} ${orderWords[older.order]} and are now sorted ${orderWords[newer.order]}.`
      this.#add('sort order', step(here, 'order'), text, older, newer)
    }
    this.#compareProperties(older, newer, subject, here)
  }

  *#compareUnions(older: AvroUnion, newer: AvroUnion, location: Location | undefined): Computation<void> {
    const pairs = pairBranches(older, newer)
    const subject = placeOf(location)
    const within = { older, newer }
    for (const [index, branch] of newer.branches.entries()) {
      const here = step(location, String(index))
      const was = pairs.get(branch)
      if (was) yield* resultOf(this.compare(was, branch, here))
      else this.#add('added', here, `${subject} may now be ${typeWords(branch)}.`, undefined, branch, within)
    }
    const kept = new Set(pairs.values())
    for (const [index, branch] of older.branches.entries()) {
      if (kept.has(branch)) continue
      const text = `${subject} may no longer be ${typeWords(branch)}.`
      this.#add('removed', step(location, String(index)), text, branch, undefined, within)
    }
    const order = newer.branches.flatMap((branch) => pairs.get(branch) ?? [])
    const before = older.branches.filter((branch) => kept.has(branch))
    if (order.some((branch, index) => branch !== before[index])) {
      this.#add('order', location, `The types that ${subject} may be stand in another order.`, older, newer)
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

  #add(
    what: DifferenceKind,
    location: Location | undefined,
    description: string,
    older: AvroPart | undefined,
    newer: AvroPart | undefined,
    within?: Difference['within'],
  ): void {
    if (this.#isFull()) return
    const path = pointerOf(location)
    this.#characters += path.length
    this.found.push({ what, path, description: capitalized(description), older, newer, within })
  }

  #isFull(): boolean {
    return this.found.length >= differenceLimits.count || this.#characters > differenceLimits.characters
  }
}

function step(location: Location | undefined, segment: string): Location {
  return { parent: location, segment }
}
