/**
 * What a value may look like that fulfils several schemas at once: alternatives, each a list of simple schemas that must
 * all hold. Choices multiply, so only the first ones are looked at.
 */

import { followReferences, type SchemaNode } from '../model.ts'
import { memberOf } from './slots.ts'

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

export interface Shape {
  /** Where `number` is among them, `integer` is too. */
  readonly types: ReadonlySet<JsonType>
  /** Schemas that say something of one type each, or forbid something. */
  readonly parts: readonly SchemaNode[]
  /** JSON texts of the values that are listed, where any are. */
  readonly values: readonly string[] | undefined
}

/** Alternatives kept of one schema, and schemas looked at for all that are asked for together. */
const shapeLimits = { alternatives: 16, steps: 50_000 }

const allTypes: ReadonlySet<JsonType> = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'])
const anything: Shape = { types: allTypes, parts: [], values: undefined }

export class Shapes {
  /** Schemas that are being looked at: one that contains itself in the same place adds nothing. */
  readonly #open = new Set<SchemaNode>()
  #steps = 0

  /** Whether enough has been looked at; then there are no shapes any more. */
  get isExhausted(): boolean {
    return this.#steps > shapeLimits.steps
  }

  of(nodes: readonly SchemaNode[]): readonly Shape[] {
    return nodes.reduce<readonly Shape[]>((shapes, node) => product(shapes, this.#alternatives(node)), [anything])
  }

  #alternatives(node: SchemaNode): readonly Shape[] {
    const schema = followReferences(node)
    this.#steps++
    if (schema.kind === 'false' || this.isExhausted || this.#open.has(schema)) return []
    if (schema.kind === 'combined') {
      this.#open.add(schema)
      const shapes = schema.criterion === 'allOf' ? this.of(schema.members) : this.#choices(schema.members)
      this.#open.delete(schema)
      return shapes
    }
    if (schema.kind === 'enum') return [{ ...anything, parts: [schema], values: [...schema.values] }]
    if (schema.kind === 'const') return [{ ...anything, parts: [schema], values: [schema.value] }]
    return [{ types: typesOf(schema), parts: [schema], values: undefined }]
  }

  #choices(members: readonly SchemaNode[]): readonly Shape[] {
    const shapes: Shape[] = []
    for (const member of members) {
      if (shapes.length >= shapeLimits.alternatives) break
      shapes.push(...this.#alternatives(member))
    }
    return shapes.slice(0, shapeLimits.alternatives)
  }
}

/** Without `type`, the keywords of a kind say nothing of values of other types. */
function typesOf(schema: SchemaNode): ReadonlySet<JsonType> {
  if (schema.kind === 'boolean' || schema.kind === 'null') return new Set([schema.kind])
  if (!memberOf(schema.source, 'type')) return allTypes
  if (schema.kind === 'string' || schema.kind === 'array' || schema.kind === 'object') return new Set([schema.kind])
  if (schema.kind !== 'number') return allTypes
  return new Set(schema.requiresInteger ? ['integer'] : ['integer', 'number'])
}

function product(left: readonly Shape[], right: readonly Shape[]): readonly Shape[] {
  const shapes: Shape[] = []
  for (const a of left) {
    for (const b of right) {
      if (shapes.length >= shapeLimits.alternatives) return shapes
      const types = a.types.intersection(b.types)
      const values =
        a.values && b.values ? a.values.filter((value) => b.values?.includes(value)) : (a.values ?? b.values)
      if (types.size > 0 && values?.length !== 0) shapes.push({ types, parts: [...a.parts, ...b.parts], values })
    }
  }
  return shapes
}
