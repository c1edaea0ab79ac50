/** Arbitrary Protobuf files, as models. */
import fc from 'fast-check'
import type {
  EnumConstant,
  OptionValue,
  ProtobufEnum,
  ProtobufField,
  ProtobufFile,
  ProtobufMessage,
  ProtobufOneof,
  ProtobufOption,
  ReservedStatement,
} from '../../../src/schemas/protobuf/model.ts'

/** No leading underscore: protoc makes `0Entry`, which is no name, out of a map `_0`. */
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,5}$/)
const scalar = fc.constantFrom('int32', 'sint64', 'fixed32', 'bool', 'string', 'bytes', 'double')
/** Words that begin a statement of a message are no names of types. */
const keywords =
  /^(message|enum|oneof|option|reserved|extensions|extend|optional|required|repeated|group|map|rpc|stream)$/
const typeName = name.filter((text) => !keywords.test(text))
const type = fc.oneof(
  scalar,
  typeName,
  fc.tuple(typeName, name).map(([a, b]) => `.${a}.${b}`),
)

const word = fc.constantFrom('true', 'false', 'inf', '-inf', 'nan', '-5', '1.5e3', '0x1F', '17', 'NAME')
const text = fc.string({ unit: 'binary', maxLength: 6 }).map((value) => value.toWellFormed())
const { value } = fc.letrec<{ value: OptionValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    word.map((own): OptionValue => ({ kind: 'word', text: own })),
    text.map((own): OptionValue => ({ kind: 'string', value: own })),
    fc.array(tie('value'), { maxLength: 3 }).map((items): OptionValue => ({ kind: 'list', items })),
    fc
      .array(
        fc.tuple(
          fc.oneof(
            name,
            name.map((own) => `[${own}]`),
          ),
          tie('value'),
        ),
        { maxLength: 3 },
      )
      .map((entries): OptionValue => ({ kind: 'message', entries: new Map(entries) })),
  ),
}))

const optionName = fc
  .tuple(
    fc.record({ name, extension: fc.boolean() }),
    fc.array(fc.record({ name, extension: fc.boolean() }), { maxLength: 2 }),
  )
  .map(([first, rest]) => [first, ...rest])
  // These two are kept apart from the options of a field.
  .filter(([first]) => !/^(default|json_name)$/.test(first?.name ?? ''))
const option: fc.Arbitrary<ProtobufOption> = fc.record({ name: optionName, value })
const options = fc.array(option, { maxLength: 2 })

const tag = fc.integer({ min: 1, max: 536_870_911 })
const range = fc
  .tuple(tag, tag, fc.boolean())
  .map(([a, b, spans]) =>
    spans ? { first: Math.min(a, b), last: Math.max(a, b), spans } : { first: a, last: a, spans },
  )
const reserved: fc.Arbitrary<ReservedStatement> = fc.record({
  values: fc.array(fc.oneof(range, name), { minLength: 1, maxLength: 3 }),
})

const position = fc.constant(0)
const jsonName = fc.option(name, { nil: undefined })
const defaultValue = fc.option(fc.constant<OptionValue>({ kind: 'word', text: '5' }), { nil: undefined })
const plainField: fc.Arbitrary<ProtobufField> = fc.record({
  position,
  label: fc.constantFrom(undefined, 'optional' as const, 'repeated' as const),
  type,
  name,
  tag,
  options,
  defaultValue,
  jsonName,
})
const mapField: fc.Arbitrary<ProtobufField> = fc.record({
  position,
  label: fc.constant(undefined),
  type: fc.record({ key: fc.constantFrom('string', 'int32', 'bool'), value: type }),
  name,
  tag,
  options,
  defaultValue: fc.constant(undefined),
  jsonName,
})
const member = plainField.map((field) => ({ ...field, label: undefined })).filter(({ type: own }) => own !== 'option')
const oneof: fc.Arbitrary<ProtobufOneof> = fc.record({
  name,
  options,
  fields: fc.array(member, { maxLength: 2 }),
  groups: fc.constant([]),
})

const constant: fc.Arbitrary<EnumConstant> = fc.record({
  name: name.filter((own) => own !== 'option' && own !== 'reserved'),
  tag: fc.integer({ min: -5, max: 5 }),
  options,
})
const enumType: fc.Arbitrary<ProtobufEnum> = fc.record({
  kind: fc.constant('enum'),
  name,
  reserved: fc.array(reserved, { maxLength: 1 }),
  options,
  constants: fc.array(constant, { maxLength: 3 }),
})

const unique = <Named extends { name: string }>(list: Named[]) => [
  ...new Map(list.map((own) => [own.name, own])).values(),
]
const { message } = fc.letrec<{ message: ProtobufMessage }>((tie) => ({
  message: fc.record(
    {
      kind: fc.constant('message' as const),
      name,
      reserved: fc.array(reserved, { maxLength: 2 }),
      options,
      fields: fc.array(fc.oneof(plainField, mapField), { maxLength: 4 }).filter(hasOneMap),
      oneofs: fc.array(oneof, { maxLength: 2 }),
      groups: fc.constant([]),
      extensions: fc.array(fc.record({ ranges: fc.array(range, { minLength: 1, maxLength: 2 }), options }), {
        maxLength: 1,
      }),
      extends: fc.constant([]),
      types: fc
        .array(fc.oneof({ maxDepth: 2, depthSize: 'small' }, enumType, tie('message')), { maxLength: 2 })
        .map((types) => messagesFirst(unique(types))),
    },
    { noNullPrototype: true },
  ),
}))

/** Two maps may give their entries one name (`a` and `A`), which no compiler takes. */
function hasOneMap(fields: ProtobufField[]): boolean {
  return fields.filter((field) => typeof field.type !== 'string').length < 2
}

/** As they are printed. */
function messagesFirst(types: (ProtobufMessage | ProtobufEnum)[]) {
  return [...types.filter(({ kind }) => kind === 'message'), ...types.filter(({ kind }) => kind === 'enum')]
}

/** A proto3 file whose parts are in the order in which they are printed. */
export const protobufFile: fc.Arbitrary<ProtobufFile> = fc.record({
  syntax: fc.constant('proto3' as const),
  edition: fc.constant(undefined),
  package: fc.option(name, { nil: undefined }),
  imports: fc.array(fc.record({ path: text, kind: fc.constant('plain' as const) }), { maxLength: 2 }),
  options,
  types: fc.array(fc.oneof(message, enumType), { maxLength: 4 }).map((types) => messagesFirst(unique(types))),
  extends: fc.constant([]),
  services: fc.constant([]),
})
