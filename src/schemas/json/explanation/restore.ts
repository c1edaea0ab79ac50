/** Repairs that bring back what the other schema says: always possible, and hardly ever what the author wanted most. */

import type { JsonPatchOperation, Repair } from '../../explanation/explanation.ts'
import { printJson } from '../../json-print.ts'
import type { JsonNode } from '../../json-text.ts'
import type { JsonDifference } from '../compatibility.ts'
import { placeOf } from '../place.ts'
import { type Bench, Site, stepsTo, wordsFor } from './site.ts'
import { memberOf, outsideKeywords, valueIn } from './slots.ts'

/** How many of the schemas around a difference are restored, one after the other. */
const mostLevels = 3

/** From the schema that differs to those around it; the whole text is no edit but a refusal. */
export function* restorations(bench: Bench, { listed, place }: JsonDifference): Generator<Repair | undefined> {
  const { pair: innermost, segments } = listed
  const inside = innermost && segments.length > 0 && Site.of(bench, innermost)
  if (inside) yield restoreEntry(inside, segments, wordsFor(place))
  let level = 0
  for (let pair = innermost; pair && level < mostLevels; pair = pair.outer, level++) {
    const site = Site.of(bench, pair)
    if (site) yield restoreSchema(site)
    const around = pair.outer && Site.of(bench, pair.outer)
    if (around) yield restoreEntry(around, pair.segments, wordsFor(placeOf(stepsTo(pair))))
  }
}

/** A keyword, or an entry of one, as the other schema has it. */
export function restoreEntry(site: Site, segments: readonly string[], place: string): Repair | undefined {
  const slot = site.ourSlot(segments)
  if (!slot) return undefined
  const [ours, theirs] = [valueIn(site.json, slot), site.theirValue(segments)]
  const what = slot.length === 1 ? `'${slot[0]}' of ${site.place}` : entryWords(segments, place)
  if (!theirs) return site.repair(`Take ${what} away again.`, site.remove(slot))
  const title = `${ours ? 'Set' : 'Put'} ${what} back${valueWords(theirs, ours !== undefined)}.`
  return site.repair(title, site.set(slot, site.copyOf(theirs)))
}

function entryWords([keyword = '', entry]: readonly string[], place: string): string {
  if (keyword === 'dependencies') return `what ${place} depends on`
  return namedKeywords.has(keyword) ? place : `'${entry}' in '${keyword}' of ${place}`
}

/** Keywords whose entries are what the place names. */
const namedKeywords: ReadonlySet<string> = new Set(['properties', 'items'])

/** A value that can be read at a glance. */
function valueWords(value: JsonNode, wasThere: boolean): string {
  const text = printJson(value, 'decimal')
  if (text.length > 60) return wasThere ? ' to what it was' : ''
  return wasThere ? ` to ${text}` : ` as ${text}`
}

/** The schema as the other side describes it; where it shares an object with others, only its own keywords. */
function restoreSchema(site: Site): Repair | undefined {
  const { our, their, place } = site
  if (!their || !site.theirJson) return undefined
  const title = `Describe ${place} as it was.`
  return site.repair(title, replacePart(site, our.source, their.source))
}

function replacePart(site: Site, part: JsonNode, source: JsonNode): JsonPatchOperation[] {
  if (part.type !== 'object' || source.type !== 'object') {
    return site.isRoot ? [] : [{ op: 'replace', path: site.pointer(), value: site.copyOf(source) }]
  }
  // A type that is one of a list cannot be taken out and described anew.
  if (memberOf(site.json, 'type')?.type === 'array' && part.members.has('type')) return []
  return [...new Set([...part.members.keys(), ...source.members.keys()])].flatMap((keyword) => {
    if (outsideKeywords.has(keyword)) return []
    const [ours, theirs] = [part.members.get(keyword), source.members.get(keyword)]
    if (ours && theirs && printJson(ours, 'decimal') === printJson(theirs, 'decimal')) return []
    return theirs ? site.set([keyword], site.copyOf(theirs)) : site.remove([keyword])
  })
}
