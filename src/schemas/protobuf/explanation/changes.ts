/**
 * Everything in which two schemas differ. What is compared comes from the comparison itself, run in both directions, so
 * that what is said of each change and the verdict never disagree; the rest is what programs see, and comments.
 */
import type { Change } from '../../explanation/explanation.ts'
import { diffProtobuf, type ProtobufDifference } from '../compatibility.ts'
import type { ProtobufDifferenceKind } from '../differences.ts'
import type { ProtobufDocument } from '../document.ts'
import type { Element } from '../print-element.ts'
import { docChanges, type PlacedChange } from './doc-changes.ts'
import { orderChange, otherChanges } from './other-changes.ts'
import { headPlace, statementPlace } from './places.ts'
import type { FoundSurprise } from './surprise-list.ts'
import type { SurpriseKind } from './surprise-rules.ts'
import { placedSurprises } from './surprises.ts'

export function changesBetween(older: ProtobufDocument, newer: ProtobufDocument): Change[] {
  const found = placedSurprises(older, newer)
  // One that has another number is not told of as one that went and one that came, unless that breaks something.
  const renumbered = new Set(
    found.flatMap(({ kind, part, former }) => (kind === 'FIELD_RENUMBERED' ? [part, former] : [])),
  )
  const compared = comparedChanges(older, newer).filter(
    ({ part, backward, forward }) => !(part && renumbered.has(part) && backward && forward),
  )
  const told = [...compared, ...seenChanges(found), ...otherChanges(older, newer)]
  const all = [...told, ...(told.length === 0 ? orderChange(older, newer) : []), ...docChanges(older, newer)]
  return inOrder(all, newer).map(({ what, path, description, backward, forward, part, former }) => ({
    what,
    path,
    description,
    backward,
    forward,
    places: part
      ? { newer: statementPlace(part, newer), older: statementPlace(former ?? part, older) }
      : { newer: headPlace(what, newer), older: headPlace(what, older) },
  }))
}

function comparedChanges(older: ProtobufDocument, newer: ProtobufDocument): PlacedChange[] {
  const forward = new Partners(diffProtobuf(newer, older))
  const changes = diffProtobuf(older, newer).map((difference): PlacedChange => {
    const partner = forward.take(difference)
    // The sentence is about the direction that breaks.
    const told = difference.compatible && partner && !partner.compatible ? partner.description('old') : undefined
    return {
      what: words[difference.kind],
      path: difference.path,
      description: told ?? difference.description('new'),
      backward: difference.compatible,
      forward: partner?.compatible ?? true,
      part: difference.facts.update ?? difference.facts.original,
      former: difference.facts.original,
    }
  })
  const only = forward.rest().map(
    (difference): PlacedChange => ({
      what: words[inverse(difference.kind)],
      path: difference.path,
      description: difference.description('old'),
      backward: true,
      forward: difference.compatible,
      part: difference.facts.original ?? difference.facts.update,
      former: difference.facts.update,
    }),
  )
  return [...changes, ...only]
}

/** Differences of the other direction, each to be found by the one that it is the reverse of. */
class Partners {
  readonly #byKey = new Map<string, ProtobufDifference[]>()
  readonly #ids = new Map<object, number>()

  constructor(differences: readonly ProtobufDifference[]) {
    for (const difference of differences) {
      const { original, update } = difference.facts
      const key = this.#key(inverse(difference.kind), update, original)
      const same = this.#byKey.get(key)
      if (same) same.push(difference)
      else this.#byKey.set(key, [difference])
    }
  }

  take({ kind, facts }: ProtobufDifference): ProtobufDifference | undefined {
    return this.#byKey.get(this.#key(kind, facts.original, facts.update))?.shift()
  }

  rest(): ProtobufDifference[] {
    return [...this.#byKey.values()].flat()
  }

  #key(kind: string, original: Element | undefined, update: Element | undefined): string {
    return `${kind} ${this.#id(original)} ${this.#id(update)}`
  }

  #id(part: Element | undefined): number {
    if (!part) return -1
    const known = this.#ids.get(part) ?? this.#ids.size
    this.#ids.set(part, known)
    return known
  }
}

/** What a difference is called when it is looked at from the other side. */
function inverse(kind: ProtobufDifferenceKind): ProtobufDifferenceKind {
  const reversed = kind.endsWith('_ADDED') ? kind.replace(/ADDED$/, 'REMOVED') : kind.replace(/REMOVED$/, 'ADDED')
  // Each of these kinds has its opposite in the table.
  return reversed as ProtobufDifferenceKind
}

const words: Readonly<Record<ProtobufDifferenceKind, string>> = {
  PACKAGE_CHANGED: 'renamed',
  MESSAGE_ADDED: 'added',
  MESSAGE_REMOVED: 'removed',
  MESSAGE_MOVED: 'order',
  ENUM_ADDED: 'added',
  ENUM_REMOVED: 'removed',
  ENUM_CONST_ADDED: 'added',
  ENUM_CONST_REMOVED: 'removed',
  ENUM_CONST_CHANGED: 'renamed',
  FIELD_ADDED: 'added',
  FIELD_REMOVED: 'removed',
  FIELD_NAME_CHANGED: 'renamed',
  FIELD_KIND_CHANGED: 'retyped',
  FIELD_SCALAR_KIND_CHANGED: 'retyped',
  FIELD_NAMED_TYPE_CHANGED: 'retyped',
  FIELD_NUMERIC_LABEL_CHANGED: 'label',
  FIELD_STRING_OR_BYTES_LABEL_CHANGED: 'label',
  REQUIRED_FIELD_ADDED: 'added',
  REQUIRED_FIELD_REMOVED: 'removed',
  ONEOF_ADDED: 'added',
  ONEOF_REMOVED: 'removed',
  ONEOF_FIELD_ADDED: 'added',
  ONEOF_FIELD_REMOVED: 'removed',
  ONEOF_FIELD_MOVED_TO_TOP_LEVEL: 'moved',
  FIELD_MOVED_TO_EXISTING_ONEOF: 'moved',
  MULTIPLE_FIELDS_MOVED_TO_ONEOF: 'moved',
  CHECK_LIMIT_REACHED: 'unknown',
}

/** Changes that are not compared and so break nothing. Those that are missing here are told of by the comparison. */
const seen: Readonly<Partial<Record<SurpriseKind, string>>> = {
  FIELD_RENUMBERED: 'renumbered',
  JSON_NAME_CHANGED: 'jsonName',
  INTEGER_WIDENED: 'retyped',
  INTEGER_NARROWED: 'retyped',
  SIGN_CHANGED: 'retyped',
  NUMBER_MEANING_CHANGED: 'retyped',
  STRING_BYTES_CHANGED: 'retyped',
  CARDINALITY_CHANGED: 'label',
  PRESENCE_CHANGED: 'presence',
  PACKED_CHANGED: 'packed',
  DEFAULT_CHANGED: 'default',
  ENUM_CONSTANT_RENUMBERED: 'renumbered',
  ENUM_DEFAULT_CHANGED: 'default',
  DEPRECATED: 'deprecated',
  GROUPS_CHANGED: 'groups',
  EXTENSIONS_CHANGED: 'extensions',
  OPTION_CHANGED: 'option',
  SYNTAX_CHANGED: 'syntax',
  SERVICE_REMOVED: 'removed',
  METHOD_REMOVED: 'removed',
  METHOD_CHANGED: 'retyped',
}

function seenChanges(found: readonly FoundSurprise[]): PlacedChange[] {
  return found.flatMap(({ kind, path, description, part, former }) => {
    const what = seen[kind]
    return what === undefined ? [] : [{ what, path, description, backward: true, forward: true, part, former }]
  })
}

/** As the newer text has them; what is gone, and what is about no part of the text, keeps its order at the end. */
function inOrder(changes: readonly PlacedChange[], { placed }: ProtobufDocument): PlacedChange[] {
  const startOf = ({ part }: PlacedChange) =>
    (part && placed?.spans.statements.get(part)?.start) ?? Number.POSITIVE_INFINITY
  const starts = new Map(changes.map((change) => [change, startOf(change)]))
  const at = (change: PlacedChange) => starts.get(change) ?? 0
  return [...changes].sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)))
}
