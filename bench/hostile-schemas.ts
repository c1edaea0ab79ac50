/** Schemas that are large, deep, endless or built to be slow: what a client may send, and what it costs to judge. */

export interface HostileSchema {
  title: string
  schemaType: 'AVRO' | 'JSON' | 'PROTOBUF'
  /** The text, and the same with a small change, so that the two are compared. */
  versions: readonly [string, string]
}

function both(
  title: string,
  schemaType: HostileSchema['schemaType'],
  make: (changed: boolean) => unknown,
): HostileSchema {
  const text = (changed: boolean) => {
    const made = make(changed)
    return typeof made === 'string' ? made : JSON.stringify(made)
  }
  return { title, schemaType, versions: [text(false), text(true)] }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const avroRecord = (fields: unknown[]) => ({ type: 'record', name: 'Wide', fields })

const avroField = (index: number, doc: string) => ({ name: `field${index}`, type: 'string', default: '', doc })

/** One inside the other, `depth` times. */
function nested(depth: number, wrap: (inner: string, level: number) => string, core: string): string {
  let text = core
  for (let level = depth; level > 0; level--) text = wrap(text, level)
  return text
}

const combined = (maximum: number) => ({
  anyOf: numbers(150).map((outer) => ({
    allOf: numbers(20).map((inner) => ({
      properties: { [`p${outer}_${inner}`]: { type: 'integer', maximum: maximum + outer } },
    })),
  })),
})

const endlessName = `${'a'.repeat(40)}!`

export const hostileSchemas: readonly HostileSchema[] = [
  both('Avro of 1 MiB', 'AVRO', (changed) =>
    avroRecord(numbers(changed ? 15_001 : 15_000).map((index) => avroField(index, 'Some words on it.'))),
  ),
  both('Avro record of 10,000 fields', 'AVRO', (changed) =>
    avroRecord(numbers(changed ? 10_001 : 10_000).map((index) => avroField(index, ''))),
  ),
  both('Avro union of 400 records', 'AVRO', (changed) =>
    numbers(400).map((index) => ({
      type: 'record',
      name: `R${changed ? index + 200 : index}`,
      fields: [{ name: `f${index}`, type: 'int' }],
    })),
  ),
  both('Avro 1,000 records deep', 'AVRO', (changed) =>
    nested(
      1000,
      (inner, level) => `{"type":"record","name":"R${level}","fields":[{"name":"f","type":${inner}}]}`,
      changed ? '"long"' : '"int"',
    ),
  ),
  both('JSON Schema of 1 MiB', 'JSON', (changed) => ({
    properties: Object.fromEntries(
      numbers(20_000).map((index) => [`property${index}`, { maxLength: changed ? 99 : 9 }]),
    ),
    description: 'x'.repeat(200_000),
  })),
  both('JSON Schema 1,000 objects deep', 'JSON', (changed) =>
    nested(1000, (inner) => `{"properties":{"p":${inner}}}`, changed ? '{"maxLength":9}' : '{"maxLength":8}'),
  ),
  both('JSON Schema of combined schemas, 150 x 20', 'JSON', (changed) => combined(changed ? 5 : 4)),
  both('JSON Schema with a hostile pattern', 'JSON', (changed) => ({
    patternProperties: { '^(a+)+$': { type: 'string' } },
    properties: changed ? { [endlessName]: { type: 'string' } } : {},
    additionalProperties: false,
  })),
  both('JSON Schema with a remote $ref', 'JSON', (changed) => ({
    properties: { a: { $ref: `http://127.0.0.1:1/${changed}.json` } },
  })),
  both('JSON Schema of definitions in a circle', 'JSON', (changed) => ({
    $ref: '#/definitions/d0',
    definitions: Object.fromEntries(
      numbers(500).map((index) => [
        `d${index}`,
        { properties: { next: { $ref: `#/definitions/d${(index + 1) % 500}` } }, maxProperties: changed ? 3 : 2 },
      ]),
    ),
  })),
  both('Protobuf of 100,000 lines', 'PROTOBUF', (changed) =>
    [
      'syntax = "proto3";',
      ...numbers(10_000).map(
        (index) =>
          `message M${index} {\n${numbers(8)
            .map((field) => `  string field_${field} = ${field + 1};`)
            .join('\n')}\n}`,
      ),
      ...(changed ? ['message Another {}'] : []),
    ].join('\n'),
  ),
]
