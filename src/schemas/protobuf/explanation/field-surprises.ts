/** What programs see of changes of fields that are compatible. */

import { jsonName } from '../derived-names.ts'
import type { ProtobufDocument } from '../document.ts'
import { typesOf } from '../document.ts'
import { fieldType } from '../field-types.ts'
import { messageFields } from '../message-fields.ts'
import type { OptionValue, ProtobufField } from '../model.ts'
import { isSet } from '../options.ts'
import { fieldPlace } from '../place.ts'
import { inRanges, rangesOf, reservedNames } from '../reserved.ts'
import { isPacked, otherOptions, type Presence, presenceOf } from './field-traits.ts'
import { type MatchedField, type MatchedMessage, matchedFields, type Pair } from './matched.ts'
import { typeSurprises } from './number-surprises.ts'
import { allFields, scopeOf } from './outline.ts'
import type { SurpriseList } from './surprise-list.ts'

export function messageSurprises(documents: Pair<ProtobufDocument>, message: MatchedMessage, list: SurpriseList): void {
  const { older, newer, place } = message
  numberSurprises(message, list)
  for (const matched of matchedFields(message)) {
    nameSurprises(matched, list)
    valueSurprises(documents, matched, list)
  }
  if (!isSet(older.options, 'deprecated') && isSet(newer.options, 'deprecated')) {
    list.add('DEPRECATED', place, 'is deprecated now: compilers warn where it is used.', newer)
  }
  const groups = (of: typeof older) => of.groups.map(({ name, tag, label }) => `${name} ${tag} ${label}`).join()
  if (groups(older) !== groups(newer)) {
    list.add('GROUPS_CHANGED', place, 'has other groups now. Groups are not compared; look at them yourself.', newer)
  }
  const ranges = (of: typeof older) =>
    of.extensions.flatMap((statement) => statement.ranges.map(({ first, last }) => `${first} to ${last}`)).join()
  if (ranges(older) !== ranges(newer)) {
    list.add('EXTENSIONS_CHANGED', place, 'leaves other numbers to extensions now; they are not compared.', newer)
  }
  const [before, after] = [otherOptions(older.options), otherOptions(newer.options)]
  if (before.join() !== after.join()) {
    list.add('OPTION_CHANGED', place, `has other options now: ${changed(before, after)}.`, newer)
  }
}

/** Fields that have another number, and numbers that came into use or out of it. */
function numberSurprises({ older, newer, place }: MatchedMessage, list: SurpriseList): void {
  const before = new Map(allFields(older).map((field) => [field.name, field]))
  const [olderFields, newerFields] = [messageFields(older), messageFields(newer)]
  const [wasReserved, isReserved] = [inRanges(rangesOf(older.reserved)), inRanges(rangesOf(newer.reserved))]
  const formerNames = new Set(reservedNames(older.reserved))
  for (const { field, oneof } of newerFields.byTag.values()) {
    const here = fieldPlace(place, oneof, field.name, field.tag)
    const former = before.get(field.name)
    if (former && former.tag !== field.tag) {
      const sentence = `had the number ${former.tag}: what is written under one number is not seen under the other.`
      list.add('FIELD_RENUMBERED', here, sentence, field, former)
    }
    if (wasReserved(field.tag)) {
      const sentence = `uses a number that was reserved: old records may hold something else under it.`
      list.add('RESERVED_NUMBER_USED', here, sentence, field)
    }
    if (formerNames.has(field.name)) {
      list.add(
        'RESERVED_NAME_USED',
        here,
        'has a name that was reserved: in JSON, old records may hold something else.',
        field,
      )
    }
  }
  const names = new Set(allFields(newer).map(({ name }) => name))
  for (const { field, oneof } of olderFields.byTag.values()) {
    if (newerFields.byTag.has(field.tag) || isReserved(field.tag)) continue
    const what = names.has(field.name) ? 'has left its number' : 'is gone'
    const sentence = `${what} and the number is not reserved: whoever uses it again reads old values in it. Add 'reserved ${field.tag};'.`
    list.add('NUMBER_NOT_RESERVED', fieldPlace(place, oneof, field.name, field.tag), sentence, field)
  }
}

function nameSurprises({ older, newer, place }: MatchedField, list: SurpriseList): void {
  const [was, is] = [older.field, newer.field]
  const [jsonBefore, jsonAfter] = [was.jsonName ?? jsonName(was.name), is.jsonName ?? jsonName(is.name)]
  const inJson = jsonBefore === jsonAfter ? 'is the same' : `is '${jsonAfter}' and was '${jsonBefore}'`
  if (was.name !== is.name) {
    const sentence = `was called '${was.name}': programs have to be changed when they are compiled again. Its name in JSON ${inJson}.`
    list.add('FIELD_RENAMED', place, sentence, is)
  } else if (jsonBefore !== jsonAfter) {
    list.add('JSON_NAME_CHANGED', place, `has another name in JSON now: it ${inJson}.`, is)
  }
  if (older.oneof !== newer.oneof) {
    const where = (name: string | undefined) => (name === undefined ? 'no oneof' : `the oneof '${name}'`)
    const sentence = `stands in ${where(newer.oneof)} and stood in ${where(older.oneof)}: generated code has another shape.`
    list.add('ONEOF_CHANGED', place, sentence, is)
  }
}

function valueSurprises({ older, newer }: Pair<ProtobufDocument>, matched: MatchedField, list: SurpriseList): void {
  const { place, message } = matched
  const [was, is] = [matched.older.field, matched.newer.field]
  const before = fieldType(was.type, scopeOf(older, message.older), typesOf(older))
  const after = fieldType(is.type, scopeOf(newer, message.newer), typesOf(newer))
  for (const { kind, sentence } of typeSurprises(before, after)) list.add(kind, place, sentence, is)
  const [fieldBefore, fieldAfter] = [
    { field: was, message: message.older, file: older.file },
    { field: is, message: message.newer, file: newer.file },
  ]
  if (before.kind === 'map' || after.kind === 'map') return
  const [wasMany, isMany] = [was.label === 'repeated', is.label === 'repeated']
  const isNumeric = before.kind === 'scalar' && before.group !== 'text'
  if (wasMany !== isMany && !(isNumeric && was.label && is.label)) {
    const numbers = isNumeric ? ' Several numbers are written packed, which readers of one number skip.' : ''
    const [one, many] = ['holds one value and held several', 'holds several values and held one']
    const sentence = `${isMany ? many : one}: a reader of one value keeps the last.${numbers}`
    list.add('CARDINALITY_CHANGED', place, sentence, is)
  }
  if (wasMany && isMany && isNumeric && isPacked(fieldBefore) !== isPacked(fieldAfter)) {
    const sentence = `is ${isPacked(fieldAfter) ? '' : 'not '}written packed now: parsers of today read both, very old ones do not.`
    list.add('PACKED_CHANGED', place, sentence, is)
  }
  if (!wasMany && !isMany) presenceSurprise(matched, presenceOf(fieldBefore), presenceOf(fieldAfter), list)
  if (defaultOf(was) !== defaultOf(is)) {
    const sentence = `has the default ${defaultOf(is) ?? 'of its type'} and had ${defaultOf(was) ?? 'that of its type'}: records without it are read as another value.`
    list.add('DEFAULT_CHANGED', place, sentence, is)
  }
  if (!isSet(was.options, 'deprecated') && isSet(is.options, 'deprecated')) {
    list.add('DEPRECATED', place, 'is deprecated now: compilers warn where it is used.', is)
  }
  const [optionsBefore, optionsAfter] = [otherOptions(was.options), otherOptions(is.options)]
  if (optionsBefore.join() !== optionsAfter.join()) {
    list.add('OPTION_CHANGED', place, `has other options now: ${changed(optionsBefore, optionsAfter)}.`, is)
  }
}

function presenceSurprise(
  { older, newer, place }: MatchedField,
  was: Presence,
  is: Presence,
  list: SurpriseList,
): void {
  // Members of oneofs and messages always know whether they are set.
  const knows = older.oneof !== undefined || newer.oneof !== undefined
  if (was === is || (knows && was !== 'required' && is !== 'required')) return
  const sentences: Record<Presence, string> = {
    required: 'is required now: readers of it refuse records without it.',
    explicit: 'knows now whether it was set: a zero or an empty text is written and is told from nothing.',
    implicit: 'does not know any more whether it was set: a zero or an empty text is not written.',
  }
  const relaxed = 'is not required any more: programs that require it refuse records without it.'
  list.add('PRESENCE_CHANGED', place, was === 'required' ? relaxed : sentences[is], newer.field)
}

function defaultOf({ defaultValue }: ProtobufField): string | undefined {
  return defaultValue && valueText(defaultValue)
}

function valueText(value: OptionValue): string {
  if (value.kind === 'word') return value.text
  return value.kind === 'string' ? JSON.stringify(value.value) : value.kind
}

/** What went and what came. */
export function changed(before: readonly string[], after: readonly string[]): string {
  const gone = before.filter((one) => !after.includes(one)).map((one) => `without '${one}'`)
  const come = after.filter((one) => !before.includes(one)).map((one) => `with '${one}'`)
  return [...gone, ...come].join(', ')
}
