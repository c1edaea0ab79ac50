/**
 * A `.proto` file as it is written, without its comments: what the canonical text is printed from. Names of types stand
 * as the author wrote them; what they mean is found in the type table.
 */

export type ProtobufSyntax = 'proto2' | 'proto3'

export type FieldLabel = 'optional' | 'required' | 'repeated'

type ImportKind = 'plain' | 'public' | 'weak' | 'option'

export interface ProtobufFile {
  /** As declared; a file without a declaration is proto2. */
  readonly syntax: ProtobufSyntax | undefined
  /** `2023`; then there is no `syntax`. */
  readonly edition: string | undefined
  readonly package: string | undefined
  readonly imports: readonly ProtobufImport[]
  readonly options: readonly ProtobufOption[]
  /** Messages and enums in the order of the file. */
  readonly types: readonly ProtobufType[]
  readonly extends: readonly ProtobufExtend[]
  readonly services: readonly ProtobufService[]
}

export interface ProtobufImport {
  readonly path: string
  readonly kind: ImportKind
}

/** What stands somewhere in the text, for messages about it. */
interface Placed {
  readonly position: number
}

export type ProtobufType = ProtobufMessage | ProtobufEnum

/** What stands between the braces of a message, a group included. */
export interface MessageBody {
  readonly reserved: readonly ReservedStatement[]
  readonly options: readonly ProtobufOption[]
  readonly fields: readonly ProtobufField[]
  readonly oneofs: readonly ProtobufOneof[]
  readonly groups: readonly ProtobufGroup[]
  readonly extensions: readonly ExtensionsStatement[]
  readonly extends: readonly ProtobufExtend[]
  readonly types: readonly ProtobufType[]
}

export interface ProtobufMessage extends MessageBody {
  readonly kind: 'message'
  readonly name: string
}

export interface ProtobufEnum {
  readonly kind: 'enum'
  readonly name: string
  readonly reserved: readonly ReservedStatement[]
  readonly options: readonly ProtobufOption[]
  readonly constants: readonly EnumConstant[]
}

export interface EnumConstant {
  readonly name: string
  readonly tag: number
  readonly options: readonly ProtobufOption[]
}

/** The value of a map field and its key. */
export interface MapType {
  readonly key: string
  readonly value: string
}

export interface ProtobufField extends Placed {
  readonly label: FieldLabel | undefined
  /** `int32`, `Money`, `.google.type.Money`, or both types of a map. */
  readonly type: string | MapType
  readonly name: string
  readonly tag: number
  /** Without `default` and `json_name`, which are no options in the sense of descriptor.proto. */
  readonly options: readonly ProtobufOption[]
  readonly defaultValue: OptionValue | undefined
  readonly jsonName: string | undefined
}

export interface ProtobufOneof {
  readonly name: string
  readonly options: readonly ProtobufOption[]
  readonly fields: readonly ProtobufField[]
  readonly groups: readonly ProtobufGroup[]
}

/** A message and a field of that type in one (proto2). The field has the name in lower case. */
export interface ProtobufGroup extends MessageBody, Placed {
  readonly label: FieldLabel | undefined
  readonly name: string
  readonly tag: number
  /** Options of the field; those of the message stand in its body. */
  readonly fieldOptions: readonly ProtobufOption[]
}

export interface ProtobufExtend extends Placed {
  /** The message that is extended, as written. */
  readonly target: string
  readonly fields: readonly ProtobufField[]
  readonly groups: readonly ProtobufGroup[]
}

export interface ProtobufService {
  readonly name: string
  readonly options: readonly ProtobufOption[]
  readonly methods: readonly ProtobufMethod[]
}

export interface ProtobufMethod extends Placed {
  readonly name: string
  readonly input: string
  readonly inputStreams: boolean
  readonly output: string
  readonly outputStreams: boolean
  readonly options: readonly ProtobufOption[]
}

/** One number, or the first and the last of several. */
export interface TagRange {
  readonly first: number
  readonly last: number
  /** Whether it was written with `to`; `4 to 4` is. */
  readonly spans: boolean
}

export interface ReservedStatement {
  readonly values: readonly (TagRange | string)[]
}

export interface ExtensionsStatement {
  readonly ranges: readonly TagRange[]
  readonly options: readonly ProtobufOption[]
}

/** The highest field number; printed as `max`. */
export const maxTag = 536_870_911

/** `deprecated = true`, `(my.option).a.b = 1`, `features.field_presence = IMPLICIT`. */
export interface ProtobufOption {
  /** At least one part. */
  readonly name: readonly OptionNamePart[]
  readonly value: OptionValue
}

export interface OptionNamePart {
  readonly name: string
  /** Whether it stands in parentheses and so names an extension. */
  readonly extension: boolean
}

export type OptionValue =
  | { readonly kind: 'string'; readonly value: string }
  /** A number, boolean, name of an enum constant, `inf`, `-nan`: as written. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly OptionValue[] }
  /** Keys are names of fields, or of extensions and Any types in brackets. */
  | { readonly kind: 'message'; readonly entries: ReadonlyMap<string, OptionValue> }

export const scalarTypes: ReadonlySet<string> = new Set([
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
])
