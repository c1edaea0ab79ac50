/** What a route reads from path, query and headers, as parameters of the document. */

import type { Parameter, Parameters } from '../parameter.ts'
import { isTold } from '../prepared-answer.ts'
import type { Route } from '../route.ts'
import { Provenance } from '../shapes/change.ts'
import { deliberateHeader, writerHeaders } from '../writer.ts'
import { parameterExample } from './examples.ts'
import type { JsonSchema, ParameterObject, Reference } from './open-api.ts'

/** @param path - template; one that may be missing is a parameter only where it is there. */
export function parametersOf(
  { method, params, query, freshness }: Route,
  path: string,
): (ParameterObject | Reference)[] {
  const headers = [...(method === 'get' ? [] : writerParameters), ...(isTold(freshness) ? [ifNoneMatch] : [])]
  return [
    ...pathParameters(params ?? {}, path),
    ...Object.entries(query ?? {}).map(([name, parameter]) => queryParameter(name, parameter)),
    ...headers.map(({ name }) => ({ $ref: `#/components/parameters/${name}` })),
  ]
}

/** Headers of every write. */
const writerParameters: readonly ParameterObject[] = [
  ...Object.entries(writerHeaders).map(([part, name]) =>
    header(name, Provenance.fields[part as keyof typeof writerHeaders].doc),
  ),
  header(deliberateHeader, '`true` says that a registration is meant, where clients may not register on their own.'),
]

const ifNoneMatch = header('If-None-Match', 'Tag of an answer that is known; 304 says that it still holds.')

/** Those that many operations share, by name. */
export const sharedParameters: Readonly<Record<string, ParameterObject>> = Object.fromEntries(
  [...writerParameters, ifNoneMatch].map((parameter) => [parameter.name, parameter]),
)

function header(name: string, description: string): ParameterObject {
  return { name, in: 'header', description, schema: { type: 'string' } }
}

function pathParameters(declared: Parameters, path: string): ParameterObject[] {
  return Object.entries(declared)
    .filter(([name]) => path.includes(`{${name}}`))
    .map(([name, parameter]) => ({
      name,
      in: 'path',
      description: parameter.doc,
      required: true,
      schema: schemaOf(parameter),
      ...(parameterExample(name) !== undefined && { example: exampleFor(name, parameter) }),
    }))
}

function queryParameter(name: string, parameter: Parameter): ParameterObject {
  const schema = schemaOf(parameter)
  const absent = parameter.read([])
  const hasDefault = absent !== undefined && absent !== '' && !parameter.repeatable
  return {
    name,
    in: 'query',
    description: parameter.doc,
    schema: parameter.repeatable
      ? { type: 'array', items: schema }
      : { ...schema, ...(hasDefault && { default: absent }) },
  }
}

function schemaOf({ type, values }: Parameter): JsonSchema {
  if (type === 'integer') return { type, format: 'int32' }
  if (type === 'long') return { type: 'integer', format: 'int64' }
  return { type, ...(values && { enum: values }) }
}

function exampleFor(name: string, { type }: Parameter): unknown {
  const example = parameterExample(name)
  return type === 'integer' ? Number(example) : example
}
