/** Edits of a schema's own text that bring types and fields of another schema into it. */
import type { JsonPatchOperation } from '../../explanation/explanation.ts'
import type { JsonNode } from '../../json-text.ts'
import { fitsDefault } from '../default-value.ts'
import { type AvroField, type AvroNamed, type AvroSchema, isNamed } from '../model.ts'
import { type PrintStyle, plainStyle, printAvro, printAvroField } from '../print.ts'
import type { SchemaTexts } from './schema-text.ts'
import type { Slot } from './slots.ts'
import { isField } from './slots.ts'

export type Operations = readonly JsonPatchOperation[]

export class SchemaEdits {
  readonly texts: SchemaTexts

  constructor(texts: SchemaTexts) {
    this.texts = texts
  }

  /** Gives an object an attribute, or another value for it; nothing where the object is not of the own text. */
  set(node: JsonNode | undefined, attribute: string, value: string): Operations | undefined {
    const pointer = node?.type === 'object' ? this.texts.pointerTo(node) : undefined
    return pointer === undefined ? undefined : [{ op: 'add', path: `${pointer}/${attribute}`, value }]
  }

  unset(node: JsonNode | undefined, attribute: string): Operations | undefined {
    const pointer = node?.type === 'object' && node.members.has(attribute) ? this.texts.pointerTo(node) : undefined
    return pointer === undefined ? undefined : [{ op: 'remove', path: `${pointer}/${attribute}` }]
  }

  replace(node: JsonNode | undefined, value: string): Operations | undefined {
    const path = node && this.texts.pointerTo(node)
    return path === undefined ? undefined : [{ op: 'replace', path, value }]
  }

  remove(node: JsonNode | undefined): Operations | undefined {
    const path = node && this.texts.pointerTo(node)
    return path === undefined ? undefined : [{ op: 'remove', path }]
  }

  /** Puts an item into a list, at its end where no index is given. */
  insert(list: JsonNode | undefined, value: string, index?: number): Operations | undefined {
    const path = list?.type === 'array' ? this.texts.pointerTo(list) : undefined
    return path === undefined ? undefined : [{ op: 'add', path: `${path}/${index ?? '-'}`, value }]
  }

  /** A type of any schema as it is written at a node: by name where the text has a type of that name. */
  typeText(type: AvroSchema, at: JsonNode, replaced?: JsonNode): string {
    return printAvro(type, this.#styleAt(replaced), this.texts.namespaceAt(at))
  }

  fieldText(field: AvroField, namespace: string | undefined, replaced?: JsonNode): string {
    return printAvroField(field, this.#styleAt(replaced), namespace)
  }

  /** Writes a field of another schema where one of this stands. */
  replaceField(now: AvroField, field: AvroField, namespace: string | undefined): Operations | undefined {
    const node = this.texts.nodeOf(now)
    const replaced = node && this.replace(node, this.fieldText(field, namespace, node))
    return replaced && [...replaced, ...this.#moveDefinitions(node, field.type)]
  }

  /**
   * Writes another type at a slot, and gives the field a default that fits it.
   *
   * @param text - the type as text, where it is made of several.
   */
  retype({ holder, type: now, otherField }: Slot, type: AvroSchema, text?: string): Operations | undefined {
    const slot = this.texts.slotOf(holder, now)
    if (!slot) return undefined
    const value = text ?? this.typeText(type, slot, slot)
    if (sameText(value, this.texts.written(slot))) return undefined
    const replaced = this.replace(slot, value)
    if (!replaced) return undefined
    const moved = text === undefined ? this.#moveDefinitions(slot, type) : []
    return [...replaced, ...moved, ...this.#fittingDefault(holder, type, otherField)]
  }

  /** Where the default of a field does not fit a type: the default that the field has in the other schema, or none. */
  #fittingDefault(holder: Slot['holder'], type: AvroSchema, other: AvroField | undefined): Operations {
    if (!isField(holder) || !holder.default || fitsDefault(holder.default, type)) return []
    const node = this.texts.nodeOf(holder)
    if (other?.default && fitsDefault(other.default, type)) {
      return this.set(node, 'default', defaultText(other)) ?? []
    }
    return this.unset(node, 'default') ?? []
  }

  /** Types that are defined where something else will stand are defined where they are used next. */
  #moveDefinitions(replaced: JsonNode, type: AvroSchema): JsonPatchOperation[] {
    const arriving = new Set(namedTypesIn(type).map(({ name }) => name.fullName))
    const homeless = new Set(this.texts.definedIn(replaced).filter(({ name }) => !arriving.has(name.fullName)))
    const operations: JsonPatchOperation[] = []
    const style: PrintStyle = {
      ...plainStyle,
      isKnown: (known) => !homeless.has(known),
      type: (written) => {
        // The printer hands over each type that it writes out, so from here on its name will do.
        for (const candidate of homeless) if (candidate.name === written.name) homeless.delete(candidate)
        return written
      },
    }
    for (const moving of [...homeless]) {
      const [use] = this.texts.usesOf(moving, replaced)
      if (!use || !homeless.has(moving)) continue
      operations.push(...(this.replace(use, printAvro(moving, style, this.texts.namespaceAt(use))) ?? []))
    }
    return operations
  }

  #styleAt(replaced: JsonNode | undefined): PrintStyle {
    const leaving = new Set(replaced ? this.texts.definedIn(replaced) : [])
    const isKnown = (type: AvroNamed) => {
      const known = this.texts.typeNamed(type.name.fullName)
      return known !== undefined && !leaving.has(known)
    }
    return { ...plainStyle, isKnown }
  }
}

function defaultText(field: AvroField): string {
  const printed = printAvroField({
    ...field,
    name: 'f',
    type: nothing,
    doc: undefined,
    aliases: [],
    order: 'ascending',
    properties: new Map(),
  })
  return printed.slice('{"name":"f","type":"null","default":'.length, -1)
}

const nothing: AvroSchema = { type: 'null', properties: new Map() }

function namedTypesIn(root: AvroSchema): AvroNamed[] {
  const found = new Set<AvroNamed>()
  const waiting = [root]
  for (const type of waiting) {
    if (isNamed(type)) {
      if (found.has(type)) continue
      found.add(type)
    }
    if (type.type === 'record') waiting.push(...type.fields.map((field) => field.type))
    else if (type.type === 'union') waiting.push(...type.branches)
    else if (type.type === 'array') waiting.push(type.items)
    else if (type.type === 'map') waiting.push(type.values)
  }
  return [...found]
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll(/\s/g, '') === b.replaceAll(/\s/g, '')
}
