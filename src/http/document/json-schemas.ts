/** Shapes as JSON Schema; an object with a name becomes a component that others refer to. */

import type { Shape } from '../shape.ts'
import { exampleOf } from './examples.ts'
import type { JsonSchema } from './open-api.ts'

type ObjectShape = Extract<Shape, { kind: 'object' }>

export class JsonSchemas {
  readonly #shapes = new Map<string, ObjectShape>()
  readonly #schemas = new Map<string, JsonSchema>()

  /** All objects that were met, by name. */
  get components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#schemas].sort(([one], [other]) => (one < other ? -1 : 1)))
  }

  of(shape: Shape): JsonSchema {
    switch (shape.kind) {
      case 'integer':
        return { type: 'integer', format: 'int32' }
      case 'long':
        return { type: 'integer', format: 'int64' }
      case 'any object':
        return { type: 'object' }
      case 'anything':
        return {}
      case 'choice':
        return { type: 'string', enum: shape.values }
      case 'list':
        return { type: 'array', items: this.of(shape.of) }
      case 'map':
        return { type: 'object', additionalProperties: this.of(shape.of) }
      case 'object':
        return this.#reference(shape)
      default:
        return { type: shape.kind }
    }
  }

  #reference(shape: ObjectShape): JsonSchema {
    const { name } = shape
    const known = this.#shapes.get(name)
    if (known !== undefined && known !== shape) throw new Error(`two shapes have the name ${name}`)
    if (known === undefined) {
      this.#shapes.set(name, shape)
      this.#schemas.set(name, this.#objectSchema(shape))
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  #objectSchema(shape: ObjectShape): JsonSchema {
    const fields = Object.entries(shape.fields)
    const properties = fields.map(([name, field]) => {
      const schema = this.of(field.shape)
      return [
        name,
        {
          ...(field.nullable ? { anyOf: [schema, { type: 'null' }] } : schema),
          description: field.doc,
          ...(field.default !== undefined && { default: field.default }),
        },
      ]
    })
    const required = fields.filter(([, field]) => field.required).map(([name]) => name)
    const example = exampleOf(shape)
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required }),
      ...(example !== undefined && { examples: [example] }),
    }
  }
}
