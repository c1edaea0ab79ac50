/** The bounds on nesting after names have been resolved: a flat text of names may stand for a deep schema. */
import { schemaErrors } from '../errors.ts'
import { jsonLimits } from '../json-text.ts'
import { type AvroNamed, type AvroSchema, isNamed } from './model.ts'

/**
 * Levels with all that references bring. A chain of 1,000 references, as many as a schema may have, has 3,000.
 *
 * Every walk over a parsed schema relies on it for its stack: printing takes the most, and reaches 6,000
 * on the event loop.
 */
const mostWithReferences = 4000

/**
 * Refuses a schema whose stored text, in which each type is written out where it is first used, would be nested more
 * deeply than a text may be. Types of references stay names in it.
 */
export function refuseDeepText(root: AvroSchema, isExternal: (type: AvroNamed) => boolean): void {
  refuseDeeper(root, isExternal, 'nesting depth of types', jsonLimits.depth)
}

/** Refuses a schema that is too deep together with its references, however little each of them adds. */
export function refuseDeepWhole(root: AvroSchema): void {
  const none = () => false
  refuseDeeper(root, none, 'nesting depth of types, counted through all references,', mostWithReferences)
}

/** Depth first, in the order of the text, on a stack of its own: what is refused may be of any depth. */
function refuseDeeper(root: AvroSchema, isOutside: (type: AvroNamed) => boolean, limit: string, most: number): void {
  const seen = new Set<AvroNamed>()
  const open = [{ schema: root, depth: 0 }]
  for (let top = open.pop(); top; top = open.pop()) {
    const { schema, depth } = top
    if (depth > most) throw schemaErrors.schemaTooLarge(limit, most)
    if (isNamed(schema)) {
      if (seen.has(schema) || isOutside(schema)) continue
      seen.add(schema)
    }
    // A record takes three levels of JSON: itself, its list of fields, the field.
    const levels = schema.type === 'record' ? 3 : 1
    for (const inner of innerOf(schema).toReversed()) open.push({ schema: inner, depth: depth + levels })
  }
}

function innerOf(schema: AvroSchema): readonly AvroSchema[] {
  if (schema.type === 'record') return schema.fields.map((field) => field.type)
  if (schema.type === 'union') return schema.branches
  if (schema.type === 'array') return [schema.items]
  return schema.type === 'map' ? [schema.values] : []
}
