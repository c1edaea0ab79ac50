/** Changes of JSON Schemas that the check lets pass and that programs see. */

import type { Surprise } from '../../explanation/explanation.ts'
import { capitalized } from '../../sentence.ts'
import { diffJson, type JsonDifference } from '../compatibility.ts'
import type { DifferenceKind } from '../differences.ts'
import type { JsonSchemaDocument } from '../model.ts'
import { type SilentDifference, type SilentTopic, silentDifferences } from './silent-differences.ts'

/** Compatible differences that are worth a warning, and what a program meets; `{place}` and `{detail}` are filled in. */
const listedSurprises: { readonly [kind in DifferenceKind]?: string } = {
  TYPE_EXTENDED:
    '{place} took integers only and now takes fractions too: a program that reads it as an integer fails or rounds.',
  ENUM_ARRAY_EXTENDED: '{place} has new values ({detail}): a program that knows only the earlier ones meets others.',
  SUM_TYPE_EXTENDED:
    '{place} has further alternatives ({detail}): a program that handles the earlier ones meets others.',
  DEFAULT_CHANGED: '{place} has another default: what programs take where the data lack it changes.',
  REQUIRED_ATTRIBUTE_REMOVED: '{place} was always there and may now be missing.',
  REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED:
    '{place} is now required. Its default makes that compatible here, but validators do not fill defaults in: they refuse data that lack it.',
  REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL:
    '{place} is new and required. Its default makes that compatible here, but validators do not fill defaults in: they refuse data that lack it.',
  PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL:
    '{place} is no longer described: data may still hold it, and may hold anything under that name.',
}

/** Differences that the check does not look at, under the name of their rule. */
const silentSurprises: { readonly [topic in SilentTopic]?: readonly [kind: string, text: string] } = {
  format: [
    'FORMAT_CHANGED',
    '{place} has another format ({detail}): validators that look at formats refuse what they took, and programs read it otherwise.',
  ],
  patternProperties: [
    'PATTERN_PROPERTIES_CHANGED',
    '{place} says something else of properties whose names match a pattern ({detail}): validators may refuse what they took.',
  ],
  propertyNames: [
    'PROPERTY_NAMES_CHANGED',
    '{place} has other rules for the names of properties ({detail}): validators may refuse what they took.',
  ],
  contains: ['CONTAINS_CHANGED', '{place} must contain other items ({detail}): validators may refuse what they took.'],
  condition: [
    'CONDITION_CHANGED',
    "{place} has other conditions in 'if', 'then' or 'else' ({detail}): validators may refuse what they took.",
  ],
  content: [
    'CONTENT_CHANGED',
    '{place} holds text of another encoding or media type ({detail}): programs must decode it in another way.',
  ],
  draft: [
    'DRAFT_CHANGED',
    'The schema is written in another draft ({detail}), in which keywords may mean something else or nothing.',
  ],
  flags: [
    'EXCLUSIVE_FLAG_CHANGED',
    '{place} excludes a bound that it included, or the reverse ({detail}): validators may refuse the bound itself.',
  ],
  required: [
    'REQUIRED_UNDESCRIBED',
    '{place} demands properties that it does not describe ({detail}): validators refuse data that lack them.',
  ],
  type: [
    'TYPE_ASSERTED',
    '{place} now names its type ({detail}). Before, its other keywords limited only values of that type and let all others pass: validators now refuse those.',
  ],
}

export function surprisesBetween(older: JsonSchemaDocument, newer: JsonSchemaDocument): readonly Surprise[] {
  const listed = diffJson(older, newer).flatMap((difference): Surprise[] => {
    const { kind, path, place, detail } = difference
    if (isAddedBesidePatterns(difference)) {
      return [{ kind: besidePatterns, path, description: filled(textBesidePatterns, place, detail) }]
    }
    const text = listedSurprises[kind]
    return text === undefined ? [] : [{ kind, path, description: filled(text, place, detail) }]
  })
  return [...listed, ...silentDifferences(older.root, newer.root).flatMap(silentSurprise)]
}

const besidePatterns = 'PROPERTY_ADDED_BESIDE_PATTERNS'
const textBesidePatterns =
  '{place} is described only in the newer schema. The older one has patterns for properties and so counts as closed, but ' +
  'it allows others too: data may already hold something else under that name.'

/** The reference takes an object with patterns for one that allows nothing else. */
function isAddedBesidePatterns({ kind, listed: { pair, segments } }: JsonDifference): boolean {
  const original = pair?.original
  if (kind !== 'OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL' || original?.kind !== 'object') return false
  const { additional, patternProperties, required } = original
  const isOpen = additional.permitted && !additional.schema && !required.has(segments[1] ?? '')
  return isOpen && patternProperties.size > 0
}

function silentSurprise({ topic, path, place, detail }: SilentDifference): Surprise[] {
  const [kind, text] = silentSurprises[topic] ?? []
  return kind === undefined || text === undefined ? [] : [{ kind, path, description: filled(text, place, detail) }]
}

function filled(text: string, place: string, detail: string): string {
  const words: Record<string, string> = { place, detail }
  return capitalized(text.replace(/\{(place|detail)\}/g, (_, key: string) => words[key] ?? ''))
}

/** Every kind of surprise. */
export const surpriseKinds: readonly string[] = [
  besidePatterns,
  ...Object.keys(listedSurprises),
  ...Object.values(silentSurprises).map(([kind]) => kind),
]
