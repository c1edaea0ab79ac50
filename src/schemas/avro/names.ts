/** Names and namespaces (Avro 1.12, "Names"). */

const primitiveTypes = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
export type AvroPrimitiveType = (typeof primitiveTypes)[number]

export interface AvroName {
  /** The last part. */
  readonly name: string
  /** `undefined` for the null namespace; never empty. */
  readonly namespace: string | undefined
  readonly fullName: string
}

/** Resolves a name: one with a dot is full, any other belongs to `namespace`; an empty namespace is none. */
export function qualify(text: string, namespace: string | undefined): AvroName {
  const dot = text.lastIndexOf('.')
  const name = text.slice(dot + 1)
  const space = (dot < 0 ? namespace : text.slice(0, dot)) || undefined
  return { name, namespace: space, fullName: space === undefined ? name : `${space}.${name}` }
}

/** The shortest form that means `name` where `namespace` is the enclosing one. */
export function shortName(name: AvroName, namespace: string | undefined): string {
  const isShort = name.namespace === undefined || name.namespace === namespace
  return isShort && !isPrimitiveName(name.name) ? name.name : name.fullName
}

export function isPrimitiveName(name: string): name is AvroPrimitiveType {
  return primitiveTypeNames.has(name)
}

const primitiveTypeNames: ReadonlySet<string> = new Set(primitiveTypes)

const asciiName = /^[A-Za-z_][A-Za-z0-9_]*$/
const unicodeName = /^[\p{L}_][\p{L}\p{Nd}_]*$/u

/** Whether a name may be defined: new schemas keep to ASCII as the specification says, stored ones may hold any letters. */
export function isValidName(name: string, strict: boolean): boolean {
  return (strict ? asciiName : unicodeName).test(name)
}
