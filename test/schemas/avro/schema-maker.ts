/** Makes Avro schemas at random, and others that somebody might have made of them. */
import fc from 'fast-check'

export type Schema = string | Schema[] | { [key: string]: unknown }

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
const defaults: Record<string, unknown> = {
  boolean: true,
  int: 1,
  long: 1,
  float: 1.5,
  double: 1.5,
  bytes: 'x',
  string: 'x',
}

/** Keeps to what avsc takes too: no empty enums or unions, and each name once. */
export class SchemaMaker {
  readonly #gen: fc.GeneratorValue
  #names = 0

  constructor(gen: fc.GeneratorValue) {
    this.#gen = gen
  }

  schema(depth: number): Schema {
    const shape =
      depth > 0 ? this.#pick(['primitive', 'array', 'map', 'union', 'enum', 'fixed', 'record', 'record']) : 'primitive'
    switch (shape) {
      case 'array':
        return { type: 'array', items: this.schema(depth - 1) }
      case 'map':
        return { type: 'map', values: this.schema(depth - 1) }
      case 'union':
        return [...new Set([this.#pick(primitives), this.#pick(primitives), this.#pick(primitives)])]
      case 'enum':
        return { type: 'enum', name: this.#name(), symbols: ['A', 'B', 'C'].slice(0, this.#int(1, 3)) }
      case 'fixed':
        return { type: 'fixed', name: this.#name(), size: this.#int(1, 3) }
      case 'record':
        return { type: 'record', name: this.#name(), fields: this.#fields(depth) }
      default:
        return this.#pick(primitives)
    }
  }

  /** A schema that somebody might have made of another one. */
  changed(schema: Schema): Schema {
    if (typeof schema === 'string') return this.#int(0, 3) ? schema : this.#widened(schema)
    if (Array.isArray(schema)) {
      const more = this.#pick(primitives)
      return this.#int(0, 1) || schema.includes(more) ? schema : [...schema, more]
    }
    if (schema['type'] === 'array') return { ...schema, items: this.changed(schema['items'] as Schema) }
    if (schema['type'] === 'map') return { ...schema, values: this.changed(schema['values'] as Schema) }
    if (schema['type'] === 'enum')
      return this.#int(0, 1) ? schema : { ...schema, symbols: ['C', 'B', 'A'], default: 'B' }
    if (schema['type'] !== 'record') return schema
    const fields = (schema['fields'] as { name: string; type: Schema }[])
      .filter(() => this.#int(0, 5))
      .map((field) => this.#renamed({ ...field, type: this.changed(field.type) }))
    const type = this.#pick(primitives)
    const added = { name: `new${this.#names++}`, type, ...(type in defaults && { default: defaults[type] }) }
    return { ...schema, fields: this.#int(0, 1) ? [added, ...fields] : fields }
  }

  #widened(type: string): Schema {
    return this.#pick<Schema>([this.#pick(primitives), [...new Set([type, this.#pick(primitives)])]])
  }

  #renamed(field: { name: string; type: Schema }): object {
    return this.#int(0, 4) ? field : { ...field, name: `re_${field.name}`, aliases: [field.name] }
  }

  #fields(depth: number): object[] {
    return Array.from({ length: this.#int(0, 4) }, (_, i) => ({ name: `f${i}`, type: this.schema(depth - 1) }))
  }

  #name(): string {
    return `N${this.#names++}`
  }

  #int(min: number, max: number): number {
    return this.#gen(fc.integer, { min, max })
  }

  #pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.#int(0, items.length - 1)] ?? items[0]
  }
}
