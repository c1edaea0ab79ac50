/** The OpenAPI document as a judge: is this answer one that the document tells of? Fields that it does not name are a fault. */

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

export interface Answer {
  readonly method: string
  /** Path and query, as they were sent. */
  readonly url: string
  readonly status: number
  readonly contentType: string | undefined
  readonly body: string
}

interface Content {
  readonly [mediaType: string]: { readonly schema: object }
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly responses: Readonly<Record<string, { readonly content?: Content }>>
  }
}

interface KnownPath {
  readonly template: string
  readonly pattern: RegExp
}

export class ApiDocument {
  readonly #document: Document
  readonly #paths: readonly KnownPath[]
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false })
  readonly #validators = new Map<string, ValidateFunction>()

  constructor(document: unknown) {
    // The document is what the server sent; a test of its own says that it is valid.
    this.#document = document as Document
    this.#ajv.addSchema({ $id: 'api', components: { schemas: closed(this.#document.components.schemas) } })
    this.#paths = Object.keys(this.#document.paths).map((template) => ({ template, pattern: patternOf(template) }))
  }

  /** @returns a sentence, or `undefined` where there is nothing to say. */
  faultOf(answer: Answer): string | undefined {
    const fault = this.#fault(answer)
    const { method, url, status, body } = answer
    return fault && `${method} ${url} answered ${status} ${body.slice(0, 300)}: ${fault}`
  }

  #fault({ method, url, status, contentType, body }: Answer): string | undefined {
    const path = pathOf(url)
    const known = this.#paths.filter(({ pattern }) => pattern.test(path)).sort(mostLiteralFirst)[0]
    if (!known) return status === 404 || status === 400 ? undefined : 'the document has no such path'
    if (method === 'OPTIONS') return status === 200 ? undefined : 'OPTIONS is 200'
    const item = this.#document.paths[known.template]
    const operation = item?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
    if (!operation) return status === 405 ? undefined : `the document has no ${method} ${known.template}`
    const declared = operation.responses[status]
    if (!declared) return `the document has no status ${status} for ${method} ${known.template}`
    const content = (declared.$ref ? this.#document.components.responses[nameIn(declared.$ref)] : declared)?.content
    if (method === 'HEAD') return undefined
    if (!content) return body === '' ? undefined : 'the document has no body there'
    const mediaType = contentType?.split(';', 1)[0] ?? ''
    const schema = content[mediaType]?.schema
    if (!schema) return `the document has no media type ${mediaType} there`
    return this.#bodyFault(schema, `${method} ${known.template} ${status}`, mediaType, body)
  }

  #bodyFault(schema: object, key: string, mediaType: string, body: string): string | undefined {
    if (!mediaType.endsWith('json') || ('type' in schema && schema.type === 'string')) return undefined
    let validator = this.#validators.get(key)
    if (!validator) {
      validator = this.#ajv.compile(pointingToApi(schema))
      this.#validators.set(key, validator)
    }
    return validator(JSON.parse(body)) ? undefined : this.#ajv.errorsText(validator.errors, { dataVar: 'body' })
  }
}

/** Tolerant clients may meet new fields; we should know of each that we send. */
function closed(schemas: Readonly<Record<string, object>>): Record<string, object> {
  const entries = Object.entries(schemas).map(([name, schema]) => [name, { ...schema, additionalProperties: false }])
  return pointingToApi(Object.fromEntries(entries))
}

function pointingToApi<Json extends object>(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/'))
}

/** Without the prefix of a context, which is a server of its own in the document; the default context is the root. */
function pathOf(url: string): string {
  const path = (url.split('?', 1)[0] ?? '').replace(/(?<=.)\/+$/, '')
  const plain = path.replace(/^\/contexts\/(:?\.:?$|[^/]+(?=\/))/, '') || '/'
  return plain.replace(/^\/associations%3A/i, '/associations:')
}

function patternOf(template: string): RegExp {
  const source = template.split(/\{\w+\}/).map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${source.join('[^/]+')}$`)
}

function mostLiteralFirst(one: KnownPath, other: KnownPath): number {
  return parameterCount(one) - parameterCount(other)
}

function parameterCount({ template }: KnownPath): number {
  return template.split('{').length
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}
