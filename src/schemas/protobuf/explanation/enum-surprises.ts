/** What programs see of other constants of an enum. */
import { isSet } from '../options.ts'
import { constantPlace } from '../place.ts'
import { inRanges, rangesOf } from '../reserved.ts'
import { changed } from './field-surprises.ts'
import { otherOptions } from './field-traits.ts'
import type { MatchedEnum } from './matched.ts'
import type { SurpriseList } from './surprise-list.ts'

export function enumSurprises({ older, newer, place }: MatchedEnum, list: SurpriseList): void {
  const [before, after] = [byName(older.constants), byName(newer.constants)]
  const [namesBefore, namesAfter] = [byTag(older.constants), byTag(newer.constants)]
  for (const constant of newer.constants) {
    const { name, tag } = constant
    const here = constantPlace(place, name, tag)
    const former = before.get(name)
    const others = namesBefore.get(tag)
    if (former !== undefined && former !== tag) {
      const sentence = `had the number ${former}: records that were written with one are read as something else.`
      list.add('ENUM_CONSTANT_RENUMBERED', here, sentence, constant)
    } else if (former === undefined && others?.every((other) => !after.has(other))) {
      const sentence = `was called '${others[0]}': programs have to be changed, and JSON holds the other name.`
      list.add('ENUM_CONSTANT_RENAMED', here, sentence, constant)
    } else if (former === undefined && !others) {
      const sentence =
        'is new: programs with the older schema see a number without a name, or in proto2 nothing at all.'
      list.add('ENUM_CONSTANT_ADDED', here, sentence, constant)
    }
  }
  const isReserved = inRanges(rangesOf(newer.reserved))
  for (const constant of older.constants) {
    const { name, tag } = constant
    if (after.has(name) || namesAfter.has(tag)) continue
    const hint = isReserved(tag) ? '' : ` Add 'reserved ${tag};', so that nobody uses it for something else.`
    const sentence = `is gone: records that hold it are read as a number without a name, or in proto2 as nothing.${hint}`
    list.add('ENUM_CONSTANT_REMOVED', constantPlace(place, name, tag), sentence, constant)
  }
  const [first, formerFirst] = [newer.constants[0], older.constants[0]]
  if (first && formerFirst && first.tag !== formerFirst.tag) {
    const sentence = `begins with '${first.name}' now and began with '${formerFirst.name}': in proto2 the first constant is the default.`
    list.add('ENUM_DEFAULT_CHANGED', place, sentence, newer)
  }
  if (!isSet(older.options, 'deprecated') && isSet(newer.options, 'deprecated')) {
    list.add('DEPRECATED', place, 'is deprecated now: compilers warn where it is used.', newer)
  }
  const [optionsBefore, optionsAfter] = [otherOptions(older.options), otherOptions(newer.options)]
  if (optionsBefore.join() !== optionsAfter.join()) {
    list.add('OPTION_CHANGED', place, `has other options now: ${changed(optionsBefore, optionsAfter)}.`, newer)
  }
}

type Constants = MatchedEnum['older']['constants']

function byName(constants: Constants): Map<string, number> {
  return new Map(constants.map(({ name, tag }) => [name, tag]))
}

/** A number has several names where aliases are allowed. */
function byTag(constants: Constants): Map<number, string[]> {
  const names = new Map<number, string[]>()
  for (const { name, tag } of constants) {
    const same = names.get(tag)
    if (same) same.push(name)
    else names.set(tag, [name])
  }
  return names
}
