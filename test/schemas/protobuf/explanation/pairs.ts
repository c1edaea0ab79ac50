/** Pairs of Protobuf schemas that can be linked, the newer made from the older by a few changes. */
import fc from 'fast-check'

interface Slot {
  readonly type: string
  readonly label: '' | 'optional ' | 'repeated '
  readonly oneof: string | undefined
  readonly name: string
}

/** Fields by number. */
type Message = ReadonlyMap<number, Slot>
type Schema = ReadonlyMap<string, Message>

const messageNames = ['A', 'B', 'C'] as const
const tags = [1, 2, 3, 4, 5]
const types = [
  'int32',
  'int64',
  'uint32',
  'sint32',
  'bool',
  'fixed32',
  'double',
  'string',
  'bytes',
  'E',
  ...messageNames,
]

const slot = (tag: number): fc.Arbitrary<Slot> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constantFrom(...types),
        label: fc.constantFrom('' as const, '' as const, 'optional ' as const, 'repeated ' as const),
        oneof: fc.constant(undefined),
        name: fc.constantFrom(`f${tag}`, `f${tag}`, `f${tag}`, `g${tag}`),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constantFrom(...types),
        label: fc.constant('' as const),
        oneof: fc.constantFrom('o', 'p'),
        name: fc.constant(`f${tag}`),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constantFrom('map<string, int32>', 'map<int32, A>', 'map<string, string>'),
        label: fc.constant('' as const),
        oneof: fc.constant(undefined),
        name: fc.constant(`f${tag}`),
      }),
    },
  )

const message: fc.Arbitrary<Message> = fc
  .tuple(...tags.map((tag) => fc.option(slot(tag), { nil: undefined })))
  .map((slots) => new Map(slots.flatMap((own, index) => (own ? [[index + 1, own] as const] : []))))

const schema: fc.Arbitrary<Schema> = fc
  .tuple(message, message, message)
  .map((all) => new Map(all.map((own, index) => [messageNames[index] ?? '', own])))

/** One slot of one message becomes another one, or is emptied. */
const change = fc
  .tuple(fc.constantFrom(...messageNames), fc.constantFrom(...tags))
  .chain(([name, tag]) => fc.option(slot(tag), { nil: undefined }).map((own) => ({ name, tag, slot: own })))

/** The texts of an older and a newer schema. */
export const schemaPair = fc
  .record({
    older: schema,
    changes: fc.array(change, { maxLength: 3 }),
    gone: fc.option(fc.constantFrom('B', 'C'), { nil: undefined, freq: 6 }),
    packages: fc.constantFrom(['shop', 'shop'], ['shop', 'shop'], ['shop', 'store'], ['', 'shop']),
  })
  .map(({ older, changes, gone, packages: [was = '', is = ''] }) => {
    const newer = new Map([...older].map(([name, own]) => [name, new Map(own)]))
    for (const { name, tag, slot: own } of changes) {
      if (own) newer.get(name)?.set(tag, own)
      else newer.get(name)?.delete(tag)
    }
    if (gone !== undefined) withoutMessage(newer, gone)
    return { older: print(older, was), newer: print(newer, is) }
  })

function withoutMessage(from: Map<string, Map<number, Slot>>, gone: string): void {
  from.delete(gone)
  for (const own of from.values()) {
    for (const [tag, { type }] of own) if (type === gone) own.delete(tag)
  }
}

function print(from: Schema, packageName: string): string {
  const messages = [...from].map(([name, own]) => {
    const lines = (oneof: string | undefined, indent: string) =>
      [...own]
        .filter(([, field]) => field.oneof === oneof)
        .map(([tag, { label, type, name: field }]) => `${indent}${label}${type} ${field} = ${tag}; // number ${tag}`)
    const oneofs = ['o', 'p'].flatMap((oneof) => {
      const members = lines(oneof, '    ')
      return members.length === 0 ? [] : [`  oneof ${oneof} {`, ...members, '  }']
    })
    return [`// Message ${name}.`, `message ${name} {`, ...lines(undefined, '  '), ...oneofs, '}'].join('\n')
  })
  const head = ['syntax = "proto3";', ...(packageName === '' ? [] : [`package ${packageName};`])]
  return `${[...head, 'enum E {\n  ZERO = 0;\n  ONE = 1;\n}', ...messages].join('\n\n')}\n`
}
