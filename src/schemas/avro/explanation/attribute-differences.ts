/** In what two named types, or two fields, differ apart from the types inside of them: names, doc, aliases, symbols, properties. */
import { type Location, step } from '../location.ts'
import type { AvroEnum, AvroField, AvroNamed, AvroPart, AvroProperties } from '../model.ts'
import type { DifferenceList } from './difference-list.ts'
import {
  defaultWords,
  gainedAndLost,
  logicalAttributes,
  logicalTypeWords,
  sameValue,
  spaceWords,
  verbFor,
} from './difference-words.ts'
import { typeWords } from './words.ts'

export function compareNamed(
  list: DifferenceList,
  older: AvroNamed,
  newer: AvroNamed,
  location: Location | undefined,
): void {
  const [was, is] = [older.name, newer.name]
  if (was.name !== is.name) {
    const known = newer.aliases.some((alias) => alias.fullName === was.fullName)
    const text = `${typeWords(older)} is now named ${is.fullName}${known ? ', with the old name as an alias' : ''}.`
    list.add('renamed', step(location, 'name'), text, older, newer)
  } else if (was.fullName !== is.fullName) {
    const text = `${typeWords(newer)} moved from ${spaceWords(was.namespace)} to ${spaceWords(is.namespace)}.`
    list.add('namespace', step(location, 'namespace'), text, older, newer)
  }
  const names = (type: AvroNamed) => type.aliases.map((alias) => alias.fullName)
  compareDocAndAliases(list, older, newer, typeWords(newer), location, names(older), names(newer))
  if (older.type === 'record' && newer.type === 'record' && older.isError !== newer.isError) {
    const text = `${typeWords(newer)} is ${newer.isError ? 'declared as an error now' : 'no longer declared as an error'}.`
    list.add('attribute', step(location, 'type'), text, older, newer)
  }
}

export function compareDocAndAliases(
  list: DifferenceList,
  older: AvroNamed | AvroField,
  newer: AvroNamed | AvroField,
  subject: string,
  location: Location | undefined,
  oldAliases: readonly string[],
  newAliases: readonly string[],
): void {
  if (older.doc !== newer.doc) {
    const text = `The doc of ${subject} was ${verbFor(older.doc, newer.doc)}.`
    list.add('doc', step(location, 'doc'), text, older, newer)
  }
  const gained = newAliases.filter((alias) => !oldAliases.includes(alias))
  const lost = oldAliases.filter((alias) => !newAliases.includes(alias))
  if (gained.length + lost.length === 0) return
  list.add(
    'aliases',
    step(location, 'aliases'),
    `The aliases of ${subject} changed: ${gainedAndLost(gained, lost)}.`,
    older,
    newer,
  )
}

export function compareProperties(
  list: DifferenceList,
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
    list.add('logical type', step(location, 'logicalType'), text, ...parts)
  }
  for (const key of new Set([...is.keys(), ...was.keys()])) {
    if (logicalAttributes.has(key) && (was.has('logicalType') || is.has('logicalType'))) continue
    const [before, after] = [was.get(key), is.get(key)]
    if (sameValue(before, after)) continue
    const text = `The attribute '${key}' of ${subject} was ${verbFor(before, after)}.`
    list.add('attribute', step(location, key), text, ...parts)
  }
}

export function compareSymbols(
  list: DifferenceList,
  older: AvroEnum,
  newer: AvroEnum,
  location: Location | undefined,
): void {
  const gained = newer.symbols.filter((symbol) => !older.symbolSet.has(symbol))
  const lost = older.symbols.filter((symbol) => !newer.symbolSet.has(symbol))
  const here = step(location, 'symbols')
  if (gained.length + lost.length > 0) {
    list.add(
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
    list.add('order', here, `The symbols of ${typeWords(newer)} stand in another order.`, older, newer)
  }
  if (older.default !== newer.default) {
    const text = `The default of ${typeWords(newer)} was ${defaultWords(older.default, newer.default)}.`
    list.add('default', step(location, 'default'), text, older, newer)
  }
}
