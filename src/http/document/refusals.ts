/** What a route may refuse, as answers of the document: one for each status, naming every code and sentence. */

import { describeErrors } from '../../errors.ts'
import { registryErrors } from '../../registry/index.ts'
import { commonRefusals, type Refusal, writeRefusals } from '../answers.ts'
import { httpErrors } from '../errors.ts'
import { answerTypes } from '../media-types.ts'
import type { Route } from '../route.ts'
import { integer, object, requiredField, string } from '../shape.ts'
import type { JsonSchemas } from './json-schemas.ts'
import type { Example, Reference, ResponseObject } from './open-api.ts'

const ErrorAnswer = object('Error', {
  error_code: requiredField(integer, 'Tells programs what went wrong; its first three digits are the status.'),
  message: requiredField(string, 'Tells people what went wrong, and often what to do.'),
})

type HttpRefusal = keyof typeof httpErrors

const always: readonly HttpRefusal[] = [
  'badRequest',
  'contextHasColon',
  'forbidden',
  'headersTooLarge',
  'internal',
  'timedOut',
]
const withBody: readonly HttpRefusal[] = [
  'malformedBody',
  'wrongJsonType',
  'requestTimeout',
  'bodyTooLarge',
  'bodyTooIntricate',
  'unsupportedMediaType',
  'bodyMissing',
]

export interface RefusalRow {
  readonly key: string
  readonly code: number
  /** With parameters as `<name>`. */
  readonly message: string
  readonly when: string
}

const httpRows = new Map(describeErrors(httpErrors).map((row) => [row.key, row]))
const registryRows = new Map(describeErrors(registryErrors).map((row) => [row.key, row]))

export class Refusals {
  readonly #responses = new Map<string, ResponseObject>()
  readonly #examples = new Map<string, Example>()
  readonly #schemas: JsonSchemas

  constructor(schemas: JsonSchemas) {
    this.#schemas = schemas
  }

  get responses(): Record<string, ResponseObject> {
    return Object.fromEntries(this.#responses)
  }

  get examples(): Record<string, Example> {
    return Object.fromEntries(this.#examples)
  }

  /** Answers by status. Routes that refuse the same share it. */
  of(route: Route): Record<string, Reference> {
    const byStatus = Map.groupBy(rowsOf(route), ({ code }) => String(code).slice(0, 3))
    return Object.fromEntries([...byStatus].map(([status, rows]) => [status, this.#reference(status, rows)]))
  }

  resolve({ $ref }: Reference): ResponseObject | undefined {
    return this.#responses.get($ref.slice($ref.lastIndexOf('/') + 1))
  }

  #reference(status: string, rows: readonly RefusalRow[]): Reference {
    const name = [status, ...rows.map(({ key }) => key)].join('_')
    if (!this.#responses.has(name)) this.#responses.set(name, this.#response(rows))
    return { $ref: `#/components/responses/${name}` }
  }

  #response(rows: readonly RefusalRow[]): ResponseObject {
    const codes = [...new Set(rows.map(({ code }) => code))]
    const schema = { allOf: [this.#schemas.of(ErrorAnswer)], properties: { error_code: { enum: codes } } }
    for (const { key, code, message, when } of rows)
      this.#examples.set(key, { summary: when, value: { error_code: code, message } })
    const examples = Object.fromEntries(rows.map(({ key }) => [key, { $ref: `#/components/examples/${key}` }]))
    return {
      description: rows.map(({ code, when }) => `- \`${code}\`: ${when}`).join('\n'),
      headers: {
        'X-Request-ID': { $ref: '#/components/headers/X-Request-ID' },
        ...(codes.every((code) => String(code).startsWith('503')) && {
          'Retry-After': { $ref: '#/components/headers/Retry-After' },
        }),
      },
      content: Object.fromEntries(answerTypes.map((type) => [type, { schema, examples }])),
    }
  }
}

function rowsOf(route: Route): RefusalRow[] {
  const parameters = Object.values({ ...route.params, ...route.query })
  const ofHttp: HttpRefusal[] = [
    ...always,
    ...(route.answers.kind === 'own' ? [] : (['notAcceptable'] as const)),
    ...(route.body ? withBody : []),
    ...(parameters.some(({ type, values }) => type === 'integer' || type === 'long' || values)
      ? (['notFound'] as const)
      : []),
  ]
  const ofRegistry: Refusal[] = [
    ...(route.refusals ?? []),
    ...(route.method === 'get' ? [] : writeRefusals),
    ...commonRefusals,
  ]
  const rows = [...ofRegistry.map((key) => registryRows.get(key)), ...ofHttp.map((key) => httpRows.get(key))].filter(
    (row) => row !== undefined,
  )
  return [...new Set(rows)].sort((one, other) => one.code - other.code)
}
