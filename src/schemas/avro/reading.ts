/** One Avro text while it is read: access to attributes, errors with their place, and what waits until the end. */
import { schemaErrors } from '../errors.ts'
import { type JsonNode, type JsonObject, placeIn } from '../json-text.ts'
import type { AvroNamed, AvroPart, AvroProperties, AvroSchema } from './model.ts'
import type { NamedTypes } from './named-types.ts'
import type { PlacedParts } from './placed-parts.ts'

/** Puts a type where it belongs in the graph, at once or when its name has become known. */
export type Assign = (schema: AvroSchema) => void

/** A node of the graph while its parts are still being put in. */
export type Building<Schema> = { -readonly [Key in keyof Schema]: Schema[Key] }

/** Stands where a type will be put once its name is known; never seen outside of parsing. */
export const undetermined: AvroSchema = { type: 'null', properties: new Map() }

export class Reading {
  readonly text: string
  readonly types: NamedTypes
  readonly strict: boolean
  /** Full names that a reference defines, in order of first use. */
  readonly externalNames = new Set<string>()
  readonly #placed: PlacedParts | undefined
  readonly #names: (() => void)[] = []
  readonly #rules: (() => void)[] = []

  constructor(text: string, types: NamedTypes, strict: boolean, placed: PlacedParts | undefined) {
    this.text = text
    this.types = types
    this.strict = strict
    this.#placed = placed
  }

  /** Keeps where a part stands, if anybody wants to know. */
  place(part: AvroPart, node: JsonNode): void {
    this.#placed?.place(part, node)
  }

  /** Keeps where a type is used by its name. */
  placeUse(type: AvroNamed, node: JsonNode): void {
    this.#placed?.use(type, node)
  }

  /** Resolves a name after the whole text has been read. */
  whenDefined(resolve: () => void): void {
    this.#names.push(resolve)
  }

  /** Checks a rule after all names have been resolved, in the order of the text. */
  whenResolved(rule: () => void): void {
    this.#rules.push(rule)
  }

  resolveNames(): void {
    for (const resolve of this.#names) resolve()
  }

  checkRules(): void {
    for (const rule of this.#rules) rule()
  }

  /** The attribute where it is a text; any other value counts as absent, as in the reference. */
  findText(node: JsonObject, attribute: string): string | undefined {
    const value = node.members.get(attribute)
    return value?.type === 'string' ? value.value : undefined
  }

  getText(node: JsonObject, attribute: string, owner: string): string {
    const text = this.findText(node, attribute)
    if (text === undefined) throw this.invalid(`${owner} needs a "${attribute}" that is a text`, node)
    return text
  }

  getList(node: JsonObject, attribute: string, owner: string): readonly JsonNode[] {
    const value = node.members.get(attribute)
    if (value?.type === 'array') return value.items
    throw this.invalid(`${owner} needs "${attribute}" in brackets`, value ?? node)
  }

  getTexts(node: JsonObject, attribute: string, owner: string): string[] {
    return this.getList(node, attribute, owner).map((item) => {
      if (item.type !== 'string') throw this.invalid(`each of "${attribute}" of ${owner} must be a text`, item)
      return item.value
    })
  }

  findTexts(node: JsonObject, attribute: string, owner: string): string[] {
    return node.members.has(attribute) ? [...new Set(this.getTexts(node, attribute, owner))] : []
  }

  placeOf(node: JsonNode): string {
    return placeIn(this.text, node.start)
  }

  invalid(reason: string, node: JsonNode) {
    return schemaErrors.invalidSchema(reason, this.placeOf(node))
  }
}

/** Most have none. */
const none: AvroProperties = new Map()

/** All attributes but those that have a meaning of their own. */
export function propertiesOf(node: JsonObject, reserved: ReadonlySet<string>): AvroProperties {
  let properties: Map<string, JsonNode> | undefined
  for (const [key, value] of node.members) {
    if (reserved.has(key)) continue
    properties ??= new Map()
    properties.set(key, value)
  }
  return properties ?? none
}

const typeAttributes = ['type', 'name', 'namespace', 'doc', 'fields', 'symbols', 'size', 'items', 'values', 'aliases']
/** Attributes of any type that are no properties, whether or not the type has a use for them. */
export const schemaAttributes: ReadonlySet<string> = new Set(typeAttributes)
export const enumAttributes: ReadonlySet<string> = new Set([...typeAttributes, 'default'])
export const fieldAttributes: ReadonlySet<string> = new Set(['name', 'type', 'doc', 'default', 'order', 'aliases'])
