/** Everything in which two JSON Schemas differ, each with whether it is safe in either direction. */

import type { Change } from '../../explanation/explanation.ts'
import { capitalized } from '../../sentence.ts'
import { checkJson, diffJson, type JsonDifference } from '../compatibility.ts'
import type { DifferenceKind } from '../differences.ts'
import type { JsonSchemaDocument } from '../model.ts'
import { placesOf } from './places.ts'
import { type SilentDifference, type SilentTopic, silentDifferences } from './silent-differences.ts'

interface PlacedChange extends Change {
  /** In the newer text. */
  readonly position: number
}

/** What both directions say about one thing. */
interface Topic {
  readonly backward: JsonDifference[]
  readonly forward: JsonDifference[]
}

export function changesBetween(older: JsonSchemaDocument, newer: JsonSchemaDocument): readonly Change[] {
  const topics = new Map<string, Topic>()
  for (const direction of ['backward', 'forward'] as const) {
    const [reader, writer] = direction === 'backward' ? [newer, older] : [older, newer]
    for (const difference of allDifferences(reader, writer)) {
      const key = `${difference.path.replace(/(allOf|anyOf|oneOf)\/\d+/g, '$1/*')} ${annotationIn(difference.kind)}`
      const topic = topics.get(key) ?? { backward: [], forward: [] }
      topic[direction].push(difference)
      topics.set(key, topic)
    }
  }
  const compared = [...topics.values()].map((topic) => changeFor(topic, older, newer))
  const silent = silentDifferences(older.root, newer.root).map(silentChange)
  return [...compared, ...silent].sort((a, b) => a.position - b.position).map(({ position: _, ...change }) => change)
}

/** The differences, with all that the check finds: of recursive definitions a list of differences may show less. */
function allDifferences(reader: JsonSchemaDocument, writer: JsonSchemaDocument): readonly JsonDifference[] {
  const differences = diffJson(writer, reader)
  if (differences.some(isUnsafe)) return differences
  return [...differences, ...checkJson(reader, writer)]
}

function isUnsafe({ tolerated }: JsonDifference): boolean {
  return tolerated !== 'always'
}

/** What is said about a schema is a thing of its own, apart from what it demands. */
function annotationIn(kind: DifferenceKind): string {
  return /^(ID|TITLE|DESCRIPTION|DEFAULT)_CHANGED$/.test(kind) ? kind : ''
}

function changeFor({ backward, forward }: Topic, older: JsonSchemaDocument, newer: JsonSchemaDocument): PlacedChange {
  const telling = mostTelling(backward)
  const difference = telling ?? mostTelling(forward)
  if (!difference) throw new Error('a change was found in one direction at least')
  const what = whatOf(difference.kind)
  const sides = telling ? placesOf(telling, newer, older) : placesOf(difference, older, newer)
  const [inNewer, inOlder] = telling ? [sides.reader, sides.writer] : [sides.writer, sides.reader]
  return {
    what: telling ? what : (opposites.get(what) ?? what),
    path: difference.path,
    description: difference.description(telling ? 'new' : 'old'),
    backward: !backward.some(isUnsafe),
    forward: !forward.some(isUnsafe),
    places: { newer: inNewer, older: inOlder },
    position: inNewer?.start ?? 0,
  }
}

/** Of several differences at one place that of a property says more than that of its schema, and comes last. */
function mostTelling(differences: readonly JsonDifference[]): JsonDifference | undefined {
  return differences.findLast(isUnsafe) ?? differences.at(-1)
}

const opposites: ReadonlyMap<string, string> = new Map([
  ['added', 'removed'],
  ['removed', 'added'],
])

/** Kinds by what changed, the first that fits. */
const whats: readonly [pattern: RegExp, what: string][] = [
  [/(PROPERTY|ITEM|SCHEMA)_ADDED_|_ADDED_TO_/, 'added'],
  [/(PROPERTY|ITEM)_(WITH_FALSE_)?REMOVED_/, 'removed'],
  [/^(TITLE|DESCRIPTION)_/, 'doc'],
  [/^DEFAULT_/, 'default'],
  [/^ID_/, 'id'],
  [/^ENUM_/, 'values'],
  [/^REQUIRED_ATTRIBUTE_/, 'required'],
  [/^(ADDITIONAL|UNEVALUATED)_/, 'content model'],
  [/^DEPENDENCY_/, 'dependency'],
  [/TYPE|^SCHEMA_/, 'retyped'],
  [/_LIMIT_REACHED$/, 'unknown'],
]

function whatOf(kind: DifferenceKind): string {
  return whats.find(([pattern]) => pattern.test(kind))?.[1] ?? 'limit'
}

function silentChange({ topic, path, place, detail, position }: SilentDifference): PlacedChange {
  const { what, words } = silentWords[topic]
  const description = `${capitalized(place)} ${words} (${detail}); compatibility is not judged by it.`
  const places = { newer: { start: position, end: position } }
  return { what, path, description, backward: true, forward: true, places, position }
}

const silentWords: { readonly [topic in SilentTopic]: { readonly what: string; readonly words: string } } = {
  format: { what: 'format', words: 'has another format' },
  patternProperties: { what: 'content model', words: 'says something else of properties whose names match a pattern' },
  propertyNames: { what: 'limit', words: 'has other rules for the names of properties' },
  contains: { what: 'limit', words: 'must contain other items' },
  condition: { what: 'limit', words: "has other conditions ('if', 'then', 'else')" },
  content: { what: 'format', words: 'holds text of another encoding or media type' },
  visibility: { what: 'doc', words: 'may be read or written by others than before' },
  examples: { what: 'doc', words: 'has other examples or comments' },
  draft: { what: 'draft', words: 'is written in another draft of JSON Schema' },
  flags: { what: 'limit', words: 'includes its bound or excludes it, other than before' },
  required: { what: 'required', words: 'demands properties that it does not describe' },
  type: { what: 'retyped', words: "has a 'type' where only its other keywords told it" },
  'no longer required': { what: 'required', words: 'no longer demands properties that it does not describe' },
  'no type': { what: 'retyped', words: "has no 'type' any more where its other keywords tell it" },
  order: { what: 'order', words: 'lists the same in another order' },
}
