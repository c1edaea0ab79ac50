/** Reads the types that have names: records with their fields, enums and fixed. */
import type { JsonNode, JsonObject } from '../json-text.ts'
import { convertDefault, fitsDefault } from './default-value.ts'
import { sameStructure } from './identity.ts'
import type { AvroEnum, AvroField, AvroFixed, AvroNamed, AvroRecord } from './model.ts'
import { type AvroName, isPrimitiveName, isValidName, qualify } from './names.ts'
import {
  type Assign,
  type Building,
  enumAttributes,
  fieldAttributes,
  propertiesOf,
  type Reading,
  schemaAttributes,
  undetermined,
} from './reading.ts'

/** Reads any type, given by the caller so that the two files do not import each other. */
type ReadType = (reading: Reading, node: JsonNode, namespace: string | undefined, assign: Assign) => void

export function readRecord(
  reading: Reading,
  node: JsonObject,
  namespace: string | undefined,
  readType: ReadType,
): AvroNamed {
  const name = readName(reading, node, namespace)
  const owner = `record '${name.fullName}'`
  const fields: AvroField[] = []
  const fieldsByName = new Map<string, AvroField>()
  const record: AvroRecord = {
    type: 'record',
    isError: reading.findText(node, 'type') === 'error',
    name,
    doc: reading.findText(node, 'doc'),
    aliases: readAliases(reading, node, name, owner),
    fields,
    fieldsByName,
    properties: propertiesOf(node, schemaAttributes),
  }
  // Known before its fields are read, so that they may refer to it.
  const defined = define(reading, record, node)
  for (const item of reading.getList(node, 'fields', owner)) {
    if (item.type !== 'object') throw reading.invalid(`each field of ${owner} must be an object`, item)
    const field = readField(reading, item, name, readType)
    if (fieldsByName.has(field.name)) throw reading.invalid(`${owner} has two fields named '${field.name}'`, item)
    fields.push(field)
    fieldsByName.set(field.name, field)
  }
  return defined
}

function readField(reading: Reading, node: JsonObject, record: AvroName, readType: ReadType): AvroField {
  const name = reading.getText(node, 'name', `a field of record '${record.fullName}'`)
  const owner = `field '${name}' of record '${record.fullName}'`
  refuseInvalidName(reading, name, owner, node)
  const type = node.members.get('type')
  if (!type) throw reading.invalid(`${owner} needs a "type"`, node)
  const field: Building<AvroField> = {
    name,
    type: undetermined,
    doc: reading.findText(node, 'doc'),
    default: node.members.get('default'),
    order: readOrder(reading, node, owner),
    aliases: reading.findTexts(node, 'aliases', owner),
    properties: propertiesOf(node, fieldAttributes),
  }
  readType(reading, type, record.namespace, (schema) => {
    field.type = schema
  })
  reading.place(field, node)
  const given = field.default
  if (given) reading.whenResolved(() => settleDefault(reading, field, given, owner))
  return field
}

function settleDefault(reading: Reading, field: Building<AvroField>, given: JsonNode, owner: string): void {
  const converted = convertDefault(given, field.type)
  if (!converted) throw reading.invalid(`the default of ${owner} is not a number`, given)
  field.default = converted
  if (reading.strict && !fitsDefault(converted, field.type)) {
    throw reading.invalid(`the default of ${owner} does not fit its type`, given)
  }
}

const orders = ['ascending', 'descending', 'ignore'] as const

function readOrder(reading: Reading, node: JsonObject, owner: string): AvroField['order'] {
  const value = node.members.get('order')
  if (!value) return 'ascending'
  const text = value.type === 'string' ? value.value.toLowerCase() : ''
  const order = orders.find((known) => known === text)
  if (!order) throw reading.invalid(`the "order" of ${owner} must be ascending, descending or ignore`, value)
  return order
}

export function readEnum(reading: Reading, node: JsonObject, namespace: string | undefined): AvroNamed {
  const name = readName(reading, node, namespace)
  const owner = `enum '${name.fullName}'`
  const symbols = reading.getTexts(node, 'symbols', owner)
  const seen = new Set<string>()
  for (const symbol of symbols) {
    refuseInvalidName(reading, symbol, `symbol '${symbol}' of ${owner}`, node)
    if (seen.has(symbol)) throw reading.invalid(`${owner} has the symbol '${symbol}' twice`, node)
    seen.add(symbol)
  }
  const fallback = reading.findText(node, 'default')
  if (fallback !== undefined && !seen.has(fallback)) {
    throw reading.invalid(`the default '${fallback}' of ${owner} is none of its symbols`, node)
  }
  const schema: AvroEnum = {
    type: 'enum',
    name,
    doc: reading.findText(node, 'doc'),
    aliases: readAliases(reading, node, name, owner),
    symbols,
    symbolSet: seen,
    default: fallback,
    properties: propertiesOf(node, enumAttributes),
  }
  return define(reading, schema, node)
}

/** Java holds a size in 32 bits. */
const largestSize = 2 ** 31 - 1

export function readFixed(reading: Reading, node: JsonObject, namespace: string | undefined): AvroNamed {
  const name = readName(reading, node, namespace)
  const owner = `fixed '${name.fullName}'`
  const size = node.members.get('size')
  const bytes = size?.type === 'number' && /^-?\d+$/.test(size.literal) ? Number(size.literal) : -1
  if (!(bytes >= 0 && bytes <= largestSize)) {
    throw reading.invalid(`${owner} needs a "size" that is a whole number of bytes, 0 or more`, size ?? node)
  }
  const schema: AvroFixed = {
    type: 'fixed',
    name,
    doc: reading.findText(node, 'doc'),
    aliases: readAliases(reading, node, name, owner),
    size: bytes,
    properties: propertiesOf(node, schemaAttributes),
  }
  return define(reading, schema, node)
}

function readName(reading: Reading, node: JsonObject, enclosing: string | undefined): AvroName {
  const text = reading.getText(node, 'name', `a type '${reading.findText(node, 'type') ?? ''}'`)
  const name = qualify(text, reading.findText(node, 'namespace') ?? enclosing)
  refuseInvalidName(reading, name.name, `type name '${text}'`, node)
  if (reading.strict && name.namespace !== undefined) {
    for (const part of name.namespace.split('.')) {
      refuseInvalidName(reading, part, `namespace '${name.namespace}'`, node)
    }
  }
  if (name.namespace === undefined && isPrimitiveName(name.name)) {
    throw reading.invalid(`'${name.name}' is a primitive type and cannot be defined again`, node)
  }
  return name
}

function refuseInvalidName(reading: Reading, name: string, what: string, node: JsonNode): void {
  if (isValidName(name, reading.strict)) return
  const letters = reading.strict ? 'A-Z, a-z' : 'letters'
  throw reading.invalid(`${what} may only hold ${letters}, digits and _, and must not begin with a digit`, node)
}

function readAliases(reading: Reading, node: JsonObject, name: AvroName, owner: string): AvroName[] {
  const aliases = new Map<string, AvroName>()
  for (const text of reading.findTexts(node, 'aliases', owner)) {
    const alias = qualify(text, name.namespace)
    if (reading.strict) refuseInvalidName(reading, alias.name, `alias '${text}' of ${owner}`, node)
    aliases.set(alias.fullName, alias)
  }
  return [...aliases.values()]
}

/** Makes a type known. A second definition is allowed where it says the same; the first one then stands for both. */
function define(reading: Reading, type: AvroNamed, node: JsonNode): AvroNamed {
  const known = reading.types.get(type.name)
  if (!known) {
    reading.types.add(type)
    return type
  }
  reading.whenResolved(() => {
    if (sameStructure(known, type)) return
    throw reading.invalid(`'${type.name.fullName}' is defined a second time, and differently`, node)
  })
  return known
}
