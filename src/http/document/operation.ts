/** A route as an operation of the document. */

import { eventStreamType } from '../event-stream.ts'
import { answerTypes, bodyTypes } from '../media-types.ts'
import { isTold } from '../prepared-answer.ts'
import type { Resource, Route } from '../route.ts'
import type { Shape } from '../shape.ts'
import { exampleOf } from './examples.ts'
import type { JsonSchemas } from './json-schemas.ts'
import type { Content, Operation, Reference, ResponseObject } from './open-api.ts'
import { parametersOf } from './parameters.ts'
import type { PathVariant } from './path-variants.ts'
import type { Refusals } from './refusals.ts'

/** What is used by many operations, collected on the way. */
export interface Collected {
  schemas: JsonSchemas
  refusals: Refusals
}

export function operationOf(
  declared: Route,
  { title }: Resource,
  { path, optional }: PathVariant,
  { schemas, refusals }: Collected,
): Operation {
  return {
    operationId: operationId(declared.name, optional),
    summary: declared.doc,
    tags: [title],
    parameters: parametersOf(declared, path),
    ...(declared.body && {
      requestBody: { required: true, content: contentOf([...bodyTypes], declared.body, schemas) },
    }),
    responses: responsesOf(declared, schemas, refusals),
  }
}

/** `getConfig` with a subject is `getSubjectConfig`. */
function operationId(name: string, optional: string | undefined): string {
  if (optional === undefined) return name
  return name.replace(/^[a-z]+/, (verb) => verb + optional.charAt(0).toUpperCase() + optional.slice(1))
}

/** A status that a route both answers by itself and refuses with is either of the two. */
function responsesOf(
  declared: Route,
  schemas: JsonSchemas,
  refusals: Refusals,
): Record<string, ResponseObject | Reference> {
  const answers = answersOf(declared, schemas)
  const refused = refusals.of(declared)
  const both = Object.entries(answers).flatMap(([status, answer]) => {
    const refusal = refused[status] && refusals.resolve(refused[status])
    return refusal ? [[status, either(answer, refusal)] as const] : []
  })
  return { ...answers, ...refused, ...Object.fromEntries(both) }
}

function either(one: ResponseObject, other: ResponseObject): ResponseObject {
  const types = new Set([...Object.keys(one.content ?? {}), ...Object.keys(other.content ?? {})])
  const content = [...types].map((type) => {
    const schemas = [one, other].flatMap((response) => response.content?.[type]?.schema ?? [])
    return [type, { ...other.content?.[type], schema: schemas.length > 1 ? { anyOf: schemas } : schemas[0] }]
  })
  return {
    ...one,
    description: `${one.description}\n\n${other.description}`,
    content: Object.fromEntries(content),
  }
}

const requestId = { 'X-Request-ID': { $ref: '#/components/headers/X-Request-ID' } }
const revalidation = {
  ETag: { $ref: '#/components/headers/ETag' },
  'Cache-Control': { $ref: '#/components/headers/Cache-Control' },
}

function answersOf({ answers, doc, events, freshness }: Route, schemas: JsonSchemas): Record<string, ResponseObject> {
  const headers = { ...requestId, ...(isTold(freshness) && revalidation) }
  const unchanged = isTold(freshness) && {
    '304': { description: 'The answer that the client has still holds.', headers },
  }
  switch (answers.kind) {
    case 'nothing':
      return { '204': { description: 'Done.', headers } }
    case 'text': {
      const content = Object.fromEntries(answerTypes.map((type) => [type, { schema: { type: 'string' } }]))
      return { '200': { description: answers.doc, headers, content }, ...unchanged }
    }
    case 'json': {
      const content = contentOf(answerTypes, answers.shape, schemas)
      const stream = events && { [eventStreamType]: { schema: { type: 'string', description: events.doc } } }
      const answer = { description: answers.doc || doc, headers, content: { ...content, ...stream } }
      return { [answers.status]: answer, ...unchanged }
    }
    case 'own':
      return Object.fromEntries(
        Object.entries(answers.statuses).map(([status, { contentType, shape, doc }]) => [
          status,
          { description: doc, headers, content: contentOf([contentType], shape, schemas) },
        ]),
      )
  }
}

/** The example stands at the type that is preferred; once is enough. */
function contentOf(types: readonly string[], shape: Shape, schemas: JsonSchemas): Content {
  const schema = schemas.of(shape)
  const example = exampleOf(shape)
  return Object.fromEntries(
    types.map((type, index) => [type, { schema, ...(index === 0 && example !== undefined && { example }) }]),
  )
}
