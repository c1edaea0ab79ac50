/** A schema in the text that is being mended, beside the one that it was compared with. */

import type { JsonPatchOperation, Repair, Side } from '../../explanation/explanation.ts'
import { jsonPointer } from '../../json-pointer.ts'
import type { JsonNode } from '../../json-text.ts'
import { draftOf } from '../draft.ts'
import type { ComparedPair } from '../listing.ts'
import type { JsonSchemaDocument, SchemaNode } from '../model.ts'
import { placeOf } from '../place.ts'
import { FragmentCopy } from './fragment-copy.ts'
import { nodeOf } from './places.ts'
import { memberOf, type Slot, slotIn, slotLike, valueIn } from './slots.ts'
import { textMapOf } from './text-map.ts'

/** Both sides of a comparison, seen from the one whose text is edited. */
export interface Bench {
  readonly side: Side
  readonly ours: JsonSchemaDocument
  readonly theirs: JsonSchemaDocument
}

export class Site {
  readonly our: SchemaNode
  readonly their: SchemaNode | undefined
  /** The whole schema object in the own text, of which `our` may be a part. */
  readonly json: JsonNode
  readonly theirJson: JsonNode | undefined
  /** The part of the data that the schema is about. */
  readonly place: string
  readonly bench: Bench
  readonly #way: readonly (string | number)[]
  readonly #copy: FragmentCopy

  private constructor(
    bench: Bench,
    pair: ComparedPair,
    our: SchemaNode,
    json: JsonNode,
    way: readonly (string | number)[],
  ) {
    this.bench = bench
    this.our = our
    this.their = nodeOf(pair, bench.side === 'reader' ? 'writer' : 'reader')
    this.json = json
    this.theirJson = this.their && textMapOf(bench.theirs).spotOf(this.their.source)?.json
    this.place = wordsFor(placeOf(stepsTo(pair)))
    this.#way = way
    this.#copy = new FragmentCopy(bench.theirs, bench.ours)
  }

  /** `undefined` where the schema is missing or stands in a reference's text, which cannot be edited from here. */
  static of(bench: Bench, pair: ComparedPair): Site | undefined {
    const our = nodeOf(pair, bench.side)
    const spot = our && textMapOf(bench.ours).spotOf(our.source)
    return spot && spot.text.name === undefined ? new Site(bench, pair, our, spot.json, spot.way) : undefined
  }

  get isRoot(): boolean {
    return this.#way.length === 0
  }

  /** JSON text of a part of the other schema; the definitions that it needs come into the repair. */
  copyOf(node: JsonNode): string {
    return this.#copy.textOf(node)
  }

  repair(title: string, ...operations: readonly (readonly JsonPatchOperation[])[]): Repair | undefined {
    const patch = operations.flat()
    return patch.length === 0 ? undefined : { title, patch: [...this.#copy.definitions(), ...patch] }
  }

  pointer(...more: readonly (string | number)[]): string {
    return jsonPointer([...this.#way, ...more])
  }

  /** Puts a keyword or an entry of one there, whatever was there before. */
  set([keyword, entry]: Slot, value: string): JsonPatchOperation[] {
    if (this.json.type !== 'object') return []
    const holder = valueIn(this.json, [keyword])
    if (entry === undefined) return [{ op: 'add', path: this.pointer(keyword), value }]
    if (holder?.type === 'array') {
      const position = typeof entry === 'number' && entry < holder.items.length ? entry : '-'
      return [{ op: position === '-' ? 'add' : 'replace', path: this.pointer(keyword, position), value }]
    }
    if (holder?.type === 'object') return [{ op: 'add', path: this.pointer(keyword, entry), value }]
    const whole = typeof entry === 'number' ? `[${value}]` : `{${JSON.stringify(entry)}:${value}}`
    return [{ op: 'add', path: this.pointer(keyword), value: whole }]
  }

  remove(...slots: readonly Slot[]): JsonPatchOperation[] {
    return slots
      .filter((slot) => valueIn(this.json, slot))
      .map((slot) => ({ op: 'remove', path: this.pointer(...slot.filter((part) => part !== undefined)) }))
  }

  /** Takes a name out of `required`; the keyword goes with the last one, because draft 4 allows no empty list. */
  dropRequired(name: string): JsonPatchOperation[] {
    const required = memberOf(this.json, 'required')
    if (required?.type !== 'array') return []
    const others = required.items.filter((item) => !(item.type === 'string' && item.value === name))
    if (others.length === 0) return this.remove(['required'])
    return required.items
      .flatMap((item, index) => (others.includes(item) ? [] : [index]))
      .reverse()
      .map((index) => ({ op: 'remove', path: this.pointer('required', index) }))
  }

  addRequired(name: string): JsonPatchOperation[] {
    if (this.json.type !== 'object' || valueIn(this.json, ['required', name])) return []
    const value = JSON.stringify(name)
    const isThere = memberOf(this.json, 'required')?.type === 'array'
    return [
      isThere
        ? { op: 'add', path: this.pointer('required', '-'), value }
        : { op: 'add', path: this.pointer('required'), value: `[${value}]` },
    ]
  }

  /** Where steps lead on our side, or where they would if we had what the others have. */
  ourSlot(segments: readonly string[]): Slot | undefined {
    const draft = draftOf(this.bench.ours.root)
    const theirs = this.theirValue(segments)
    return slotIn(this.json, segments, draft) ?? (theirs && slotLike(theirs, segments, draft))
  }

  theirValue(segments: readonly string[]): JsonNode | undefined {
    const slot = slotIn(this.theirJson, segments, draftOf(this.bench.theirs.root))
    return slot && valueIn(this.theirJson, slot)
  }
}

/** A place as a part of a sentence. */
export function wordsFor(place: string): string {
  return place === 'the schema itself' ? 'the schema' : place
}

export function stepsTo(pair: ComparedPair): (readonly string[])[] {
  const steps: (readonly string[])[] = []
  for (let at: ComparedPair | undefined = pair; at; at = at.outer) if (at.segments.length > 0) steps.push(at.segments)
  return steps.reverse()
}
