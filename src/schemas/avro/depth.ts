/** The bound on nesting after names have been resolved: a flat text of forward references may stand for a deep schema. */
import { schemaErrors } from '../errors.ts'
import { jsonLimits } from '../json-text.ts'
import { type AvroNamed, type AvroSchema, isNamed } from './model.ts'

/**
 * Refuses a schema whose stored text, in which each type is written out where it is first used, would be nested more
 * deeply than a text may be. Every walk over a parsed schema relies on it for its stack.
 */
export function checkDepth(root: AvroSchema): void {
  visit(root, 0, new Set())
}

function visit(schema: AvroSchema, depth: number, seen: Set<AvroNamed>): void {
  if (depth > jsonLimits.depth) throw schemaErrors.schemaTooLarge('nesting depth of types', jsonLimits.depth)
  if (isNamed(schema)) {
    if (seen.has(schema)) return
    seen.add(schema)
  }
  // A record takes three levels of JSON: itself, its list of fields, the field.
  if (schema.type === 'record') for (const field of schema.fields) visit(field.type, depth + 3, seen)
  else if (schema.type === 'union') for (const branch of schema.branches) visit(branch, depth + 1, seen)
  else if (schema.type === 'array') visit(schema.items, depth + 1, seen)
  else if (schema.type === 'map') visit(schema.values, depth + 1, seen)
}
