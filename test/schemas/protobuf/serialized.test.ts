import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { create, toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseProtobuf } from '../parse.ts'
import { comparable, link, readDescriptor, serialized } from './descriptors.ts'

const folder = new URL('../../fixtures/protobuf/', import.meta.url)
const compiled: Record<string, string> = JSON.parse(readFileSync(new URL('descriptors.json', folder), 'utf8'))
const names = Object.keys(compiled)
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const protoc = Object.fromEntries(names.map((name) => [name, readDescriptor(compiled[name] ?? '')]))
const registry = link(protoc)
const references = names.map((name) => ({ name, text: textOf(name) }))

for (const name of names) {
  const parse = (text: string) => parseProtobuf(text, { references: references.filter((other) => other.name !== name) })
  const compile = (text: string) => readDescriptor(protobuf.inForm?.(parse(text), 'serialized') ?? '')
  const expected = () => comparable(protoc[name] ?? readDescriptor(''), registry)

  test(`${name} has the compiled form that protoc gives it, all options included`, () => {
    assert.deepEqual(comparable(compile(textOf(name)), registry), expected())
  })

  test(`${name} has it still when it is stored, and when it is stored normalised`, () => {
    const document = parse(textOf(name))
    assert.deepEqual(comparable(compile(protobuf.canonical(document)), registry), expected())
    const normalized = parse(protobuf.normalized(document))
    assert.equal(protobuf.normalized(normalized), protobuf.normalized(document))
    assert.deepEqual(protobuf.check(document, normalized), [])
  })

  test(`${name} can be registered in its compiled form`, () => {
    const document = parse(compiled[name] ?? '')
    assert.deepEqual(comparable(compile(protobuf.canonical(document)), registry), expected())
    assert.deepEqual(protobuf.check(document, parse(textOf(name))), [])
    assert.equal(protobuf.normalized(document).includes('map_entry'), false)
  })
}

test('messages that stand for entries of a map come last, so that indexes of messages are those of the text', () => {
  const { messageType } = serialized('syntax = "proto3"; message M { map<string, N> m = 1; message N {} message O {} }')
  assert.deepEqual(
    messageType[0]?.nestedType.map(({ name }) => name),
    ['N', 'O', 'MEntry'],
  )
})

test('without extensions and options that are some, those of the registry itself stay', () => {
  const text = `syntax = "proto2"; import "confluent/meta.proto"; option (x) = 1; option java_package = "p";
    message M { option (x) = 1; extensions 5; optional int32 a = 1 [(confluent.field_meta).doc = "d", (x) = 1];
    oneof o { option (x) = 1; int32 b = 2 [(x) = 1]; } extend M { optional int32 c = 5; } enum E { A = 0 [(x) = 1]; } }
    extend M { optional int32 d = 5; } service S { option (x) = 1; rpc A(M) returns (M) { option (x) = 1; } }`
  assert.equal(
    protobuf.inForm?.(parseProtobuf(text), 'IGNORE_EXTENSIONS'),
    [
      'syntax = "proto2";',
      '',
      'import "confluent/meta.proto";',
      '',
      'option java_package = "p";',
      '',
      'message M {',
      '  optional int32 a = 1 [(confluent.field_meta).doc = "d"];',
      '',
      '  oneof o {',
      '    int32 b = 2;',
      '  }',
      '',
      '  enum E {',
      '    A = 0;',
      '  }',
      '}',
      '',
      'service S {',
      '  rpc A (M) returns (M);',
      '}',
      '',
    ].join('\n'),
  )
  assert.equal(protobuf.inForm?.(parseProtobuf(text), 'resolved'), undefined)
})

test('an option that is not known is left out of the compiled form, and the rest is there', () => {
  const { options } = serialized('option (gone) = 1; option java_package = "p"; option deprecated = "no";')
  assert.equal(options?.javaPackage, 'p')
  assert.equal(options.$unknown, undefined)
})

const base64 = (file: Parameters<typeof create<typeof FileDescriptorProtoSchema>>[1]) =>
  Buffer.from(toBinary(FileDescriptorProtoSchema, create(FileDescriptorProtoSchema, file))).toString('base64')

test('a compiled form without types is read as the text that it stands for', () => {
  const file = base64({
    name: 'x.proto',
    syntax: 'proto3',
    dependency: ['google/protobuf/empty.proto'],
    messageType: [{ name: 'M', field: [{ name: 'e', number: 1, label: 1, typeName: 'google.protobuf.Empty' }] }],
  })
  assert.equal(
    protobuf.canonical(parseProtobuf(file)),
    'syntax = "proto3";\n\nimport "google/protobuf/empty.proto";\n\nmessage M {\n  google.protobuf.Empty e = 1;\n}\n',
  )
})

const lies: [what: string, text: string, message: RegExp][] = [
  [
    'base64 of something else',
    Buffer.from('hello world, again').toString('base64'),
    /neither the text of a .proto file/,
  ],
  ['a length that is too large', Buffer.from([0x22, 0xff, 0xff, 0xff, 0x7f]).toString('base64'), /neither the text/],
  ['a length that never ends', Buffer.alloc(99, 0x80).toString('base64'), /neither the text/],
  ['a name that is a text', base64({ messageType: [{ name: 'M {} message N' }] }), /'M {} message N' where a name is/],
  [
    'a type that is a text',
    base64({ messageType: [{ name: 'M', field: [{ name: 'a', number: 1, label: 1, typeName: 'N a = 2; N' }] }] }),
    /where a name is expected/,
  ],
  [
    'a default that is a text',
    base64({
      messageType: [{ name: 'M', field: [{ name: 'a', number: 1, label: 1, type: 5, defaultValue: '1]; }' }] }],
    }),
    /where a name is expected/,
  ],
  ['a package that is a text', base64({ package: 'a; message M {}' }), /where a name is expected/],
  ['a message without a name', base64({ messageType: [{}] }), /'' where a name is expected/],
  [
    'a field of an unknown type',
    base64({ messageType: [{ name: 'M', field: [{ name: 'a', number: 1, label: 1, typeName: '.N' }] }] }),
    /'\.N' is neither defined here/,
  ],
  ['messages that are nested 10,000 deep', nested(10_000), /neither the text of a .proto file/],
]
for (const [what, text, message] of lies) {
  test(`a compiled form with ${what} is refused`, () => {
    assert.throws(() => parseProtobuf(text), { code: 42201, message })
  })
}

function nested(depth: number): string {
  let message = Buffer.from([0x0a, 0x01, 0x4d])
  for (let level = 0; level < depth; level++)
    message = Buffer.concat([Buffer.from([0x0a, 0x01, 0x4d]), field(3, message)])
  return field(4, message).toString('base64')
}

function field(number: number, bytes: Buffer): Buffer {
  const length = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest)
    if (rest <= 0x7f) break
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes])
}
