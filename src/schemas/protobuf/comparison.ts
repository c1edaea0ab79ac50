/**
 * Compares two Protobuf schemas as the Confluent registry does: what does `update` make of records of `original`?
 *
 * Not compared are syntax, options, reserved numbers, extensions, groups, services, imports and the order of fields.
 */
import { type Computation, resultOf, run } from '../recursion.ts'
import { compareOneofs, whollyRemoved } from './compare-oneofs.ts'
import type { DifferenceList } from './difference-list.ts'
import { mainSource, type ProtobufDocument, typesOf } from './document.ts'
import { type FieldType, fieldType } from './field-types.ts'
import { messageFields, type PlacedField } from './message-fields.ts'
import type { EnumConstant, ProtobufEnum, ProtobufField, ProtobufMessage, ProtobufType } from './model.ts'
import { isSet } from './options.ts'
import { constantPlace, fieldPlace, type Place, root, type TypePlace, typePlace } from './place.ts'
import { RenameHints } from './rename-hint.ts'
import type { Scope, TypeEntry, TypeTable } from './type-table.ts'

/** One of the two messages that are compared, and where its names are looked up. */
interface Side {
  readonly message: ProtobufMessage
  readonly scope: Scope
}

interface Types {
  readonly types: readonly ProtobufType[]
  readonly scope: Scope
}

/** What is compared at a field. */
interface FieldPair {
  readonly original: ProtobufField
  readonly update: ProtobufField
  readonly place: Place
}

/** A field of messages that have one name and come from elsewhere: they are compared after the fields around it. */
interface LinkedPair {
  readonly original: TypeEntry
  readonly update: TypeEntry
  readonly pair: FieldPair
  readonly detail: string
}

export class Comparison {
  readonly #original: ProtobufDocument
  readonly #update: ProtobufDocument
  readonly #originalTypes: TypeTable
  readonly #updateTypes: TypeTable
  readonly #list: DifferenceList
  /** Messages of the original that are being compared: a recursion is not followed a second time. */
  readonly #open = new Set<ProtobufMessage>()
  /** Whether pairs of imported messages are compatible; their differences are listed where they are met first. */
  readonly #imported = new Map<TypeEntry, Map<TypeEntry, boolean>>()

  constructor(original: ProtobufDocument, update: ProtobufDocument, list: DifferenceList) {
    this.#original = original
    this.#update = update
    this.#originalTypes = typesOf(original)
    this.#updateTypes = typesOf(update)
    this.#list = list
  }

  run(): void {
    run(this.#compareFiles())
  }

  *#compareFiles(): Computation<void> {
    const [original, update] = [this.#original.file, this.#update.file]
    if (original.package !== update.package) {
      const detail = change(original.package ?? 'none', update.package ?? 'none')
      this.#list.add('PACKAGE_CHANGED', root, { detail })
    }
    const before = { types: original.types, scope: this.#originalTypes.packageScope(original) }
    const after = { types: update.types, scope: this.#updateTypes.packageScope(update) }
    yield* resultOf(this.#compareTypes(before, after, undefined))
  }

  /** The types of a file or of a message. */
  *#compareTypes(original: Types, update: Types, outer: TypePlace | undefined): Computation<void> {
    const before = byName(original.types.filter((type) => type.kind === 'message'))
    const after = byName(update.types.filter((type) => type.kind === 'message'))
    const hints = new RenameHints([...after.values()].map(({ type }) => type).filter(({ name }) => !before.has(name)))
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      this.#list.step()
      const place = typePlace(outer, 'message', name)
      const [was, is] = [before.get(name), after.get(name)]
      if (!is) {
        if (was && !isSet(was.type.options, 'map_entry')) {
          this.#list.add('MESSAGE_REMOVED', place, { detail: hints.hint(was.type), original: was.type })
        }
      } else if (!was) {
        if (!isSet(is.type.options, 'map_entry')) this.#list.add('MESSAGE_ADDED', place, { update: is.type })
      } else {
        const sides: [Side, Side] = [
          { message: was.type, scope: original.scope.enter(name) },
          { message: is.type, scope: update.scope.enter(name) },
        ]
        yield* resultOf(this.#compareMessages(...sides, place))
        if (was.index !== is.index) this.#list.add('MESSAGE_MOVED', place, { original: was.type, update: is.type })
      }
    }
    this.#compareEnums(original.types, update.types, outer)
  }

  #compareEnums(
    original: readonly ProtobufType[],
    update: readonly ProtobufType[],
    outer: TypePlace | undefined,
  ): void {
    const before = byName(original.filter((type) => type.kind === 'enum'))
    const after = byName(update.filter((type) => type.kind === 'enum'))
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      this.#list.step()
      const place = typePlace(outer, 'enum', name)
      const [was, is] = [before.get(name)?.type, after.get(name)?.type]
      if (!is) this.#list.add('ENUM_REMOVED', place, { original: was })
      else if (!was) this.#list.add('ENUM_ADDED', place, { update: is })
      else this.#compareConstants(was, is, place)
    }
  }

  #compareConstants(original: ProtobufEnum, update: ProtobufEnum, place: TypePlace): void {
    const before = byTag(original.constants)
    const after = byTag(update.constants)
    for (const tag of ascending(before.keys(), after.keys())) {
      this.#list.step()
      const [was, is] = [before.get(tag), after.get(tag)]
      const here = constantPlace(place, (is ?? was)?.name ?? '', tag)
      if (!is) this.#list.add('ENUM_CONST_REMOVED', here, { original: was })
      else if (!was) this.#list.add('ENUM_CONST_ADDED', here, { update: is })
      else if (was.name !== is.name) {
        this.#list.add('ENUM_CONST_CHANGED', here, { detail: change(was.name, is.name), original: was, update: is })
      }
    }
  }

  *#compareMessages(original: Side, update: Side, place: TypePlace): Computation<void> {
    if (!this.#open.has(original.message)) {
      this.#open.add(original.message)
      yield* resultOf(this.#compareFields(original, update, place))
      yield* resultOf(this.#compareNested(original, update, place))
      this.#open.delete(original.message)
    } else yield* resultOf(this.#compareNested(original, update, place))
  }

  #compareNested(original: Side, update: Side, place: TypePlace): Computation<void> {
    const before = { types: original.message.types, scope: original.scope }
    return this.#compareTypes(before, { types: update.message.types, scope: update.scope }, place)
  }

  *#compareFields(original: Side, update: Side, message: TypePlace): Computation<void> {
    const before = messageFields(original.message)
    const after = messageFields(update.message)
    compareOneofs(before, after, message, this.#list)
    const gone = whollyRemoved(before, after)
    const linked: LinkedPair[] = []
    for (const tag of ascending(before.byTag.keys(), after.byTag.keys())) {
      this.#list.step()
      const [was, is] = [before.byTag.get(tag), after.byTag.get(tag)]
      if (was && is) this.#compareBoth(was, is, [original.scope, update.scope], message, linked)
      else if (was) this.#reportRemoved(was, gone, message)
      else if (is) this.#reportAdded(is, message)
    }
    for (const { original: was, update: is, pair, detail } of linked) {
      const compatible = yield* resultOf(this.#compareImported(was, is))
      if (!compatible) this.#list.add('FIELD_NAMED_TYPE_CHANGED', pair.place, { ...pair, detail })
    }
  }

  #reportRemoved({ field, oneof }: PlacedField, gone: ReadonlySet<string>, message: TypePlace): void {
    const place = fieldPlace(message, oneof, field.name, field.tag)
    if (oneof === undefined) {
      this.#list.add(field.label === 'required' ? 'REQUIRED_FIELD_REMOVED' : 'FIELD_REMOVED', place, {
        original: field,
      })
    } else if (!gone.has(oneof)) this.#list.add('ONEOF_FIELD_REMOVED', place, { original: field })
  }

  #reportAdded({ field, oneof }: PlacedField, message: TypePlace): void {
    const place = fieldPlace(message, oneof, field.name, field.tag)
    const kind = field.label === 'required' ? 'REQUIRED_FIELD_ADDED' : 'FIELD_ADDED'
    this.#list.add(oneof === undefined ? kind : 'ONEOF_FIELD_ADDED', place, { update: field })
  }

  #compareBoth(
    was: PlacedField,
    is: PlacedField,
    [originalScope, updateScope]: [Scope, Scope],
    message: TypePlace,
    linked: LinkedPair[],
  ): void {
    const place = fieldPlace(message, is.oneof, is.field.name, is.field.tag)
    const pair = { original: was.field, update: is.field, place }
    if (was.oneof !== undefined && is.oneof === undefined) {
      this.#list.add('ONEOF_FIELD_MOVED_TO_TOP_LEVEL', place, { ...pair, detail: `oneof '${was.oneof}'` })
    }
    if (was.field.name !== is.field.name) {
      this.#list.add('FIELD_NAME_CHANGED', place, { ...pair, detail: change(was.field.name, is.field.name) })
    }
    const before = fieldType(was.field.type, originalScope, this.#originalTypes)
    const after = fieldType(is.field.type, updateScope, this.#updateTypes)
    this.#compareFieldTypes(before, after, pair, linked)
    if (before.kind === 'scalar' && after.kind === 'scalar' && before.group === after.group) {
      this.#compareLabels(pair, before.group === 'text')
    }
  }

  #compareFieldTypes(original: FieldType, update: FieldType, pair: FieldPair, linked: LinkedPair[]): void {
    const report = (kind: 'FIELD_KIND_CHANGED' | 'FIELD_SCALAR_KIND_CHANGED' | 'FIELD_NAMED_TYPE_CHANGED') => {
      this.#list.add(kind, pair.place, { ...pair, detail: change(original.text, update.text) })
    }
    if (original.kind === 'scalar' && update.kind === 'scalar') {
      if (original.group !== update.group) report('FIELD_SCALAR_KIND_CHANGED')
    } else if (original.kind === 'map' && update.kind === 'map') {
      this.#compareFieldTypes(original.key, update.key, pair, linked)
      this.#compareFieldTypes(original.value, update.value, pair, linked)
    } else if (original.kind === 'message' && update.kind === 'message') {
      const [was, is] = [original.entry, update.entry]
      const same = was && is ? was.localName === is.localName : original.text === update.text
      if (!same) report('FIELD_NAMED_TYPE_CHANGED')
      // Messages of the two files themselves are compared where they are declared.
      else if (was && is && was.type !== is.type && !(this.#isOwn(was) && this.#isOwn(is))) {
        linked.push({ original: was, update: is, pair, detail: change(original.text, update.text) })
      }
    } else report('FIELD_KIND_CHANGED')
  }

  /** A label that is not written, as most are in proto3, is not compared: so does the reference. */
  #compareLabels({ original, update, place }: FieldPair, isText: boolean): void {
    if (!original.label || !update.label || original.label === update.label) return
    const kind = isText ? 'FIELD_STRING_OR_BYTES_LABEL_CHANGED' : 'FIELD_NUMERIC_LABEL_CHANGED'
    this.#list.add(kind, place, { detail: change(original.label, update.label), original, update })
  }

  #isOwn({ source }: TypeEntry): boolean {
    return source === mainSource(this.#original) || source === mainSource(this.#update)
  }

  *#compareImported(original: TypeEntry, update: TypeEntry): Computation<boolean> {
    const known = this.#imported.get(original) ?? new Map<TypeEntry, boolean>()
    this.#imported.set(original, known)
    const answer = known.get(update)
    if (answer !== undefined) return answer
    // While a pair is being compared it counts as compatible: what breaks it is found where it stands.
    known.set(update, true)
    const before = this.#list.breakingCount
    const place = original.localName
      .split('.')
      .reduce<TypePlace | undefined>((outer, name) => typePlace(outer, 'message', name), undefined)
    const sides = [sideOf(original), sideOf(update)]
    const [was, is] = sides
    if (was && is && place) yield* resultOf(this.#compareMessages(was, is, place))
    const compatible = this.#list.breakingCount === before
    known.set(update, compatible)
    return compatible
  }
}

function sideOf({ type, scope }: TypeEntry): Side | undefined {
  return 'kind' in type && type.kind === 'message' ? { message: type, scope } : undefined
}

interface Indexed<Type> {
  readonly type: Type
  /** Position among the types of its kind. */
  readonly index: number
}

function byName<Type extends ProtobufType>(types: readonly Type[]): Map<string, Indexed<Type>> {
  return new Map(types.map((type, index) => [type.name, { type, index }]))
}

function byTag(constants: readonly EnumConstant[]): Map<number, EnumConstant> {
  return new Map(constants.map((constant) => [constant.tag, constant]))
}

function ascending(...all: readonly Iterable<number>[]): number[] {
  return [...new Set(all.flatMap((tags) => [...tags]))].sort((a, b) => a - b)
}

/** The original is what was written with, whichever of the two is older. */
function change(before: string, after: string): string {
  return `written as ${before}, read as ${after}`
}
