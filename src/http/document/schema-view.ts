/** Schemas of the document for people: the name of a type, and the fields of an object. */

import { type Html, html } from './html.ts'
import { inline } from './markdown.ts'
import type { JsonSchema } from './open-api.ts'

/** `list of Rule`, where `Rule` leads to its fields. */
export function typeName(schema: JsonSchema | undefined): Html {
  const { $ref, type, items, additionalProperties, anyOf, allOf, enum: values } = (schema ?? {}) as SchemaParts
  if ($ref) return html`<a href="#shape-${nameIn($ref)}">${nameIn($ref)}</a>`
  const several = anyOf ?? allOf
  if (several) return html`${several.map((one, index) => html`${index > 0 && ' or '}${typeName(one)}`)}`
  if (items) return html`list of ${typeName(items)}`
  if (additionalProperties) return html`map of ${typeName(additionalProperties)}`
  if (values) return html`${values.map((value, index) => html`${index > 0 && ' | '}<code>${String(value)}</code>`)}`
  return html`${type ?? 'any JSON'}`
}

export function fieldTable(schema: JsonSchema): Html {
  const { properties = {}, required = [] } = schema as SchemaParts
  const rows = Object.entries(properties).map(
    ([name, field]) => html`<tr>
      <th scope="row"><code>${name}</code>${required.includes(name) && html` <span class="always">always</span>`}</th>
      <td class="type">${typeName(field)}${defaultOf(field)}</td>
      <td>${inline(field.description ?? '')}</td>
    </tr>`,
  )
  return rows.length === 0
    ? html`<p class="quiet">No fields.</p>`
    : html`<div class="wide"><table><thead><tr><th>field</th><th>type</th><th>meaning</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

/** That a flag is off where it is absent goes without saying. */
export function defaultOf({ default: value }: JsonSchema): Html | undefined {
  return value === undefined || value === false
    ? undefined
    : html` <span class="quiet">= ${JSON.stringify(value)}</span>`
}

/** What our document uses of JSON Schema. */
interface SchemaParts {
  readonly $ref?: string
  readonly type?: string
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema & { readonly description?: string }>>
  readonly required?: readonly string[]
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}
