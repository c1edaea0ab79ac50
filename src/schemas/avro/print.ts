/** Prints an Avro graph as compact JSON, in the attribute order of Java's `Schema.toString`. */
import { printJson, printString } from '../json-print.ts'
import type { AvroField, AvroNamed, AvroProperties, AvroSchema } from './model.ts'
import { shortName } from './names.ts'

/** What the texts made from one graph (stored, normalised, for comparison) do differently: each rewrites what is printed. */
export interface PrintStyle {
  /** Whether a type is written as a name from the start; any other is where it has been printed before. */
  isKnown(schema: AvroNamed): boolean
  properties(properties: AvroProperties): AvroProperties
  type(schema: AvroNamed): AvroNamed
  field(field: AvroField): AvroField
}

/** Everything as it was given, each type written out where it is first used. */
export const plainStyle: PrintStyle = {
  isKnown: () => false,
  properties: (properties) => properties,
  type: (schema) => schema,
  field: (field) => field,
}

/** @param namespace - the one that the text will stand in. */
export function printAvro(root: AvroSchema, style: PrintStyle, namespace?: string): string {
  const printer = new Printer(style)
  printer.print(root, namespace)
  return printer.text
}

/** A field; as it was given, outside of any namespace, where nothing else is said. */
export function printAvroField(field: AvroField, style: PrintStyle = plainStyle, namespace?: string): string {
  const printer = new Printer(style)
  printer.printField(field, namespace)
  return printer.text
}

/**
 * Writes one text from its beginning to its end. Texts of inner types are not put together first: a type that is nested
 * n deep would be copied n times, and the stack would hold more for each level.
 */
class Printer {
  text = ''
  readonly #style: PrintStyle
  readonly #printed = new Set<AvroNamed>()

  constructor(style: PrintStyle) {
    this.#style = style
  }

  print(schema: AvroSchema, namespace: string | undefined): void {
    switch (schema.type) {
      case 'record':
      case 'enum':
      case 'fixed':
        this.#printNamed(schema, namespace)
        break
      case 'union':
        this.text += '['
        for (const [index, branch] of schema.branches.entries()) {
          if (index > 0) this.text += ','
          this.print(branch, namespace)
        }
        this.text += ']'
        break
      case 'array':
        this.text += '{"type":"array","items":'
        this.print(schema.items, namespace)
        this.#close(schema.properties)
        break
      case 'map':
        this.text += '{"type":"map","values":'
        this.print(schema.values, namespace)
        this.#close(schema.properties)
        break
      default:
        if (schema.properties.size === 0) this.text += `"${schema.type}"`
        else {
          this.text += `{"type":"${schema.type}"`
          this.#close(schema.properties)
        }
    }
  }

  #printNamed(original: AvroNamed, namespace: string | undefined): void {
    if (this.#printed.has(original) || this.#style.isKnown(original)) {
      this.text += printString(shortName(original.name, namespace))
      return
    }
    this.#printed.add(original)
    const schema = this.#style.type(original)
    const { name, namespace: own } = schema.name
    this.text += `{"type":"${schema.type === 'record' && schema.isError ? 'error' : schema.type}"`
    this.#attribute('name', name)
    if (own !== namespace) this.#attribute('namespace', own ?? '')
    this.#attribute('doc', schema.doc)
    if (schema.type === 'record') this.#printFields(schema.fields, own)
    else if (schema.type === 'enum') {
      this.text += `,"symbols":[${schema.symbols.map(printString).join(',')}]`
      this.#attribute('default', schema.default)
    } else this.text += `,"size":${schema.size}`
    this.#printProperties(schema.properties)
    this.#aliases(schema.aliases.map((alias) => shortName(alias, own)))
    this.text += '}'
  }

  #printFields(fields: readonly AvroField[], namespace: string | undefined): void {
    this.text += ',"fields":['
    for (const [index, field] of fields.entries()) {
      if (index > 0) this.text += ','
      this.printField(field, namespace)
    }
    this.text += ']'
  }

  printField(original: AvroField, namespace: string | undefined): void {
    const field = this.#style.field(original)
    this.text += `{"name":${printString(field.name)},"type":`
    this.print(field.type, namespace)
    this.#attribute('doc', field.doc)
    if (field.default) this.text += `,"default":${printJson(field.default, 'double')}`
    if (field.order !== 'ascending') this.#attribute('order', field.order)
    this.#aliases(field.aliases)
    this.#close(field.properties)
  }

  #close(properties: AvroProperties): void {
    this.#printProperties(properties)
    this.text += '}'
  }

  #printProperties(properties: AvroProperties): void {
    if (properties.size === 0) return
    for (const [key, value] of this.#style.properties(properties))
      this.text += `,${printString(key)}:${printJson(value, 'double')}`
  }

  #attribute(key: string, value: string | undefined): void {
    if (value !== undefined) this.text += `,"${key}":${printString(value)}`
  }

  #aliases(aliases: readonly string[]): void {
    if (aliases.length > 0) this.text += `,"aliases":[${aliases.map(printString).join(',')}]`
  }
}
