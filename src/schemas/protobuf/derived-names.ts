/** Names that protoc makes out of the names of fields. */

/** `some_field` is `someField` in JSON. */
export function jsonName(name: string): string {
  return name.replaceAll(/_+([a-zA-Z0-9])?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? '')
}

/** The message for the entries of the map `some_field` is `SomeFieldEntry`. */
export function mapEntryName(name: string): string {
  const camel = jsonName(name)
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`
}

interface Named {
  readonly name: string
}

/** Names of the oneofs that make the presence of optional fields of proto3 visible to old programs. */
export function syntheticOneofs(optional: readonly Named[], taken: readonly Named[]): string[] {
  const names = new Set(taken.map(({ name }) => name))
  return optional.map(({ name }) => {
    let own = name.startsWith('_') ? name : `_${name}`
    while (names.has(own)) own = `X${own}`
    names.add(own)
    return own
  })
}
