/**
 * Turns Avro schema text into its graph (Avro 1.12). A name may be used before it is defined, so what depends on the
 * types behind names (duplicates in unions, defaults, second definitions) is judged after the whole text has been read.
 */
import { cached } from '../cached.ts'
import { SchemaError, schemaErrors } from '../errors.ts'
import type { ResolvedReference, SchemaSource } from '../format.ts'
import { type JsonDialect, type JsonNode, type JsonObject, readJson } from '../json-text.ts'
import { readEnum, readFixed, readRecord } from './definitions.ts'
import { refuseDeepText, refuseDeepWhole } from './depth.ts'
import {
  type AvroArray,
  type AvroDocument,
  type AvroMap,
  type AvroNamed,
  type AvroSchema,
  branchName,
  isNamed,
} from './model.ts'
import { NamedTypes } from './named-types.ts'
import { isPrimitiveName } from './names.ts'
import { PlacedParts } from './placed-parts.ts'
import { type Assign, type Building, propertiesOf, Reading, schemaAttributes, undetermined } from './reading.ts'

/** Java's Avro library allows comments, though not after the schema. */
const dialect: JsonDialect = { comments: true, nonFiniteNumbers: false, trailingText: false }

export function parseAvro(source: SchemaSource): AvroDocument {
  const types = new NamedTypes()
  const placed = source.placed ? new PlacedParts() : undefined
  const referenceRoots = new Set<AvroNamed>()
  for (const reference of source.references) {
    for (const root of readReference(reference, types, placed)) referenceRoots.add(root)
    types.closeReference()
  }
  const node = readJson(source.text, dialect)
  placed?.texts.push({ reference: undefined, text: source.text, root: node })
  const reading = new Reading(source.text, types, source.strict, placed)
  const root = readRoot(reading, node)
  refuseDeepText(root, (type) => types.isExternal(type))
  refuseDeepWhole(root)
  reading.checkRules()
  return { root, referenceRoots, externalNames: [...reading.externalNames], ...(placed && { placed }) }
}

/** The named types at the root of a referenced text: itself, or the branches of a union. */
function readReference(reference: ResolvedReference, types: NamedTypes, placed: PlacedParts | undefined): AvroNamed[] {
  const { name, text } = reference
  try {
    const node = referenceNode(reference)
    placed?.texts.push({ reference: name, text, root: node })
    const reading = new Reading(text, types, false, placed)
    const root = readRoot(reading, node)
    reading.checkRules()
    return (root.type === 'union' ? root.branches : [root]).filter(isNamed)
  } catch (error) {
    if (error instanceof SchemaError) throw schemaErrors.invalidReference(name, error.message).because(error)
    throw error
  }
}

const referenceNode = cached(({ text }: ResolvedReference) => readJson(text, dialect))

function readRoot(reading: Reading, node: JsonNode): AvroSchema {
  let root = undetermined
  readSchema(reading, node, undefined, (schema) => {
    root = schema
  })
  reading.resolveNames()
  return root
}

function readSchema(reading: Reading, node: JsonNode, namespace: string | undefined, assign: Assign): void {
  if (node.type === 'string') useName(reading, node.value, node, namespace, assign)
  else if (node.type === 'array') readUnion(reading, node.items, node, namespace, assign)
  else if (node.type === 'object') {
    const schema = readObject(reading, node, namespace)
    reading.place(schema, node)
    assign(schema)
  } else throw reading.invalid('a schema is a name, a union in brackets or an object with a "type"', node)
}

function useName(reading: Reading, text: string, node: JsonNode, namespace: string | undefined, assign: Assign): void {
  const use = (type: AvroNamed) => {
    if (reading.types.isExternal(type)) reading.externalNames.add(type.name.fullName)
    reading.placeUse(type, node)
    assign(type)
  }
  const known = reading.types.find(text, namespace)
  if (isPrimitiveName(text)) {
    const primitive: AvroSchema = { type: text, properties: new Map() }
    reading.place(primitive, node)
    assign(primitive)
  } else if (known) use(known)
  else {
    reading.whenDefined(() => {
      const defined = reading.types.find(text, namespace)
      if (!defined) throw schemaErrors.unresolvedReference(text, reading.placeOf(node))
      use(defined)
    })
  }
}

function readUnion(
  reading: Reading,
  items: readonly JsonNode[],
  node: JsonNode,
  namespace: string | undefined,
  assign: Assign,
): void {
  const branches: AvroSchema[] = items.map(() => undetermined)
  for (const [index, item] of items.entries()) {
    if (item.type === 'array') throw reading.invalid('a union may not hold another union directly', item)
    readSchema(reading, item, namespace, (schema) => {
      branches[index] = schema
    })
  }
  reading.whenResolved(() => {
    const seen = new Set<string>()
    for (const branch of branches) {
      const name = branchName(branch)
      if (seen.has(name)) throw reading.invalid(`a union may hold '${name}' only once`, node)
      seen.add(name)
    }
  })
  const union: AvroSchema = { type: 'union', branches }
  reading.place(union, node)
  assign(union)
}

function readObject(reading: Reading, node: JsonObject, namespace: string | undefined): AvroSchema {
  const type = reading.getText(node, 'type', 'a schema object')
  if (isPrimitiveName(type)) return { type, properties: propertiesOf(node, schemaAttributes) }
  switch (type) {
    case 'record':
    case 'error':
      return readRecord(reading, node, namespace, readSchema)
    case 'enum':
      return readEnum(reading, node, namespace)
    case 'fixed':
      return readFixed(reading, node, namespace)
    case 'array': {
      const array: Building<AvroArray> = { type, items: undetermined, properties: propertiesOf(node, schemaAttributes) }
      readSchema(reading, getInner(reading, node, 'items'), namespace, (schema) => {
        array.items = schema
      })
      return array
    }
    case 'map': {
      const map: Building<AvroMap> = { type, values: undetermined, properties: propertiesOf(node, schemaAttributes) }
      readSchema(reading, getInner(reading, node, 'values'), namespace, (schema) => {
        map.values = schema
      })
      return map
    }
    default:
      throw reading.invalid(
        `'${type}' is no type that an object can have; a defined type is used by its bare name`,
        node,
      )
  }
}

function getInner(reading: Reading, node: JsonObject, attribute: 'items' | 'values'): JsonNode {
  const inner = node.members.get(attribute)
  if (!inner) throw reading.invalid(`this type needs "${attribute}"`, node)
  return inner
}
