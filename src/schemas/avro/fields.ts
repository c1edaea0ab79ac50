/** Fields at the top of an Avro schema. */

import type { AvroDocument } from './model.ts'

export function hasAvroField({ root }: AvroDocument, name: string): boolean {
  return root.type === 'record' && root.fieldsByName.has(name)
}
