/** The parts of OpenAPI 3.1 that our document is made of. */

/** JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface Reference {
  readonly $ref: string
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { title: string; version: string; summary: string; description: string; license: object }
  readonly servers: readonly object[]
  readonly tags: readonly { name: string; description: string }[]
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: Components
}

interface Components {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  readonly responses: Readonly<Record<string, ResponseObject>>
  readonly examples: Readonly<Record<string, Example>>
  readonly headers: Readonly<Record<string, object>>
  readonly parameters: Readonly<Record<string, ParameterObject>>
}

export type Method = 'get' | 'post' | 'put' | 'delete'
export type PathItem = Readonly<Partial<Record<Method, Operation>>>

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters: readonly (ParameterObject | Reference)[]
  readonly requestBody?: RequestBody
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>
}

export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly description: string
  readonly required?: true
  readonly schema: JsonSchema
  readonly example?: unknown
}

interface RequestBody {
  readonly required: true
  readonly content: Content
}

export type Content = Readonly<Record<string, MediaType>>

interface MediaType {
  readonly schema: JsonSchema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, Reference>>
}

export interface ResponseObject {
  readonly description: string
  readonly headers?: Readonly<Record<string, Reference>>
  readonly content?: Content
}

export interface Example {
  readonly summary: string
  readonly value: unknown
}
