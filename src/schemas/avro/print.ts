/** Prints an Avro graph as compact JSON, in the attribute order of Java's `Schema.toString`. */
import { printJson, printString } from '../json-print.ts'
import type { AvroArray, AvroField, AvroMap, AvroNamed, AvroProperties, AvroSchema } from './model.ts'
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

export function printAvro(root: AvroSchema, style: PrintStyle): string {
  return new Printer(style).print(root, undefined)
}

/** A field as it was given, outside of any namespace. */
export function printAvroField(field: AvroField): string {
  return new Printer(plainStyle).printField(field, undefined)
}

class Printer {
  readonly #style: PrintStyle
  readonly #printed = new Set<AvroNamed>()

  constructor(style: PrintStyle) {
    this.#style = style
  }

  print(schema: AvroSchema, namespace: string | undefined): string {
    switch (schema.type) {
      case 'record':
      case 'enum':
      case 'fixed':
        return this.#printNamed(schema, namespace)
      case 'union':
        return list(schema.branches.map((branch) => this.print(branch, namespace)))
      case 'array':
        return this.#printInner(schema, `"items":${this.print(schema.items, namespace)}`)
      case 'map':
        return this.#printInner(schema, `"values":${this.print(schema.values, namespace)}`)
      default:
        if (schema.properties.size === 0) return printString(schema.type)
        return object([text('type', schema.type), ...this.#printProperties(schema.properties)])
    }
  }

  #printInner({ type, properties }: AvroArray | AvroMap, inner: string): string {
    return object([text('type', type), inner, ...this.#printProperties(properties)])
  }

  #printNamed(original: AvroNamed, namespace: string | undefined): string {
    if (this.#printed.has(original) || this.#style.isKnown(original)) {
      return printString(shortName(original.name, namespace))
    }
    this.#printed.add(original)
    const schema = this.#style.type(original)
    const { name, namespace: own } = schema.name
    const aliases = schema.aliases.map((alias) => shortName(alias, own))
    return object([
      text('type', schema.type === 'record' && schema.isError ? 'error' : schema.type),
      text('name', name),
      ...optional('namespace', own === namespace ? undefined : (own ?? '')),
      ...optional('doc', schema.doc),
      ...this.#printOwn(schema),
      ...this.#printProperties(schema.properties),
      ...texts('aliases', aliases),
    ])
  }

  /** What only records, only enums and only fixed have. */
  #printOwn(schema: AvroNamed): string[] {
    switch (schema.type) {
      case 'record':
        return [`"fields":${list(schema.fields.map((field) => this.printField(field, schema.name.namespace)))}`]
      case 'enum':
        return [`"symbols":${list(schema.symbols.map(printString))}`, ...optional('default', schema.default)]
      case 'fixed':
        return [`"size":${schema.size}`]
    }
  }

  printField(original: AvroField, namespace: string | undefined): string {
    const field = this.#style.field(original)
    return object([
      text('name', field.name),
      `"type":${this.print(field.type, namespace)}`,
      ...optional('doc', field.doc),
      ...(field.default ? [`"default":${printJson(field.default, 'double')}`] : []),
      ...optional('order', field.order === 'ascending' ? undefined : field.order),
      ...texts('aliases', field.aliases),
      ...this.#printProperties(field.properties),
    ])
  }

  #printProperties(properties: AvroProperties): string[] {
    return [...this.#style.properties(properties)].map(
      ([key, value]) => `${printString(key)}:${printJson(value, 'double')}`,
    )
  }
}

function object(attributes: readonly string[]): string {
  return `{${attributes.join(',')}}`
}

function list(items: readonly string[]): string {
  return `[${items.join(',')}]`
}

function text(key: string, value: string): string {
  return `"${key}":${printString(value)}`
}

function optional(key: string, value: string | undefined): string[] {
  return value === undefined ? [] : [text(key, value)]
}

function texts(key: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`"${key}":${list(values.map(printString))}`]
}
