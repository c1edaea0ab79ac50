/** Properties at the top of a JSON Schema. */

import { followReferences, type JsonSchemaDocument } from './model.ts'

export function hasJsonField({ root }: JsonSchemaDocument, name: string): boolean {
  const properties = root.type === 'object' ? root.members.get('properties') : undefined
  return properties?.type === 'object' && properties.members.has(name)
}

/** Names that begin with `$$` are kept for tools. */
export function jsonFieldFault({ schema }: JsonSchemaDocument): string | undefined {
  const top = followReferences(schema)
  const name = top.kind === 'object' ? [...top.properties.keys()].find((key) => key.startsWith('$$')) : undefined
  return name === undefined ? undefined : `Field names cannot start with $$ prefix: #/properties/${name}`
}
