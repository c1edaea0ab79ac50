/** The OpenAPI document: valid, complete, and its examples are what it says they are. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import supertest from 'supertest'
import { describeErrors } from '../../../src/errors.ts'
import { json, nothing } from '../../../src/http/answers.ts'
import { openApiDocument } from '../../../src/http/document/document.ts'
import type { OpenApiDocument, Operation } from '../../../src/http/document/open-api.ts'
import { flag, integer, optionalSegment, segment } from '../../../src/http/parameter.ts'
import { route } from '../../../src/http/route.ts'
import { list, nullableField, object, requiredField, string } from '../../../src/http/shape.ts'
import { registryErrors } from '../../../src/registry/index.ts'
import { startRegistryApp } from '../../support/registry-app.ts'

test('the document is valid OpenAPI 3.1', async (t) => {
  const { valid, errors } = await new Validator().validate({ ...(await load(t)) })
  assert.ok(valid, JSON.stringify(errors, undefined, 2))
})

test('every operation has an id of its own, a summary, and a sentence for each parameter', async (t) => {
  const { paths } = await load(t)
  const operations = Object.values(paths).flatMap((item): Operation[] => Object.values(item))
  const ids = operations.map(({ operationId }) => operationId)
  assert.deepEqual(ids.toSorted(), [...new Set(ids)].sort())
  for (const { operationId, summary, parameters } of operations) {
    assert.match(summary, /\.$/, operationId)
    for (const parameter of parameters)
      if ('name' in parameter) assert.match(parameter.description, /\.$/, `${operationId} ${parameter.name}`)
  }
})

test('every refusal of the registry can come from some operation', async (t) => {
  const { components } = await load(t)
  const missing = describeErrors(registryErrors).filter(({ key }) => !(key in components.examples))
  assert.deepEqual(missing, [])
})

test('examples are of the schema that they stand at', async (t) => {
  const { components, paths } = await load(t)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'api', components })
  const check = (schema: object, example: unknown): void => {
    const pointing = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/'))
    assert.ok(ajv.validate(pointing, example), `${JSON.stringify(example)}: ${ajv.errorsText()}`)
  }
  let count = 0
  for (const item of Object.values(paths))
    for (const operation of Object.values(item) as Operation[]) {
      const holders = [operation.requestBody, ...Object.values(operation.responses)]
      for (const holder of holders)
        for (const { schema, example } of Object.values(holder && 'content' in holder ? (holder.content ?? {}) : {}))
          if (example !== undefined) {
            check(schema, example)
            count++
          }
    }
  assert.ok(count > 20, `${count} examples`)
})

test('a declaration becomes an operation: paths with and without a segment, parameters, body, answers, refusals', () => {
  const Thing = object('Thing', {
    name: requiredField(string, 'Its name.'),
    note: nullableField(string, 'A note; null clears it.'),
  })
  const { paths, components } = openApiDocument(
    [
      {
        path: '/things',
        title: 'Things',
        doc: 'About things.',
        routes: [
          route({
            method: 'put',
            path: '/:kind/parts{/:number}',
            name: 'changeThing',
            doc: 'Changes a thing.',
            params: { kind: segment('Kind.'), number: optionalSegment('Number.') },
            query: { force: flag('Whatever it is.'), limit: integer('How many.', -1) },
            body: Thing,
            answers: json(list(Thing), 'All things.', 207),
            refusals: ['subjectNotFound'],
            door: () => 'open',
            answer: () => [{ name: 'x' }],
          }),
          route({
            method: 'post',
            path: '\\:batch',
            name: 'dropThings',
            doc: 'Drops them.',
            answers: nothing,
            door: () => 'open',
            answer: () => undefined,
          }),
        ],
      },
    ],
    '1.2.3',
  )
  assert.deepEqual(Object.keys(paths), ['/things/{kind}/parts', '/things/{kind}/parts/{number}', '/things:batch'])
  const whole = paths['/things/{kind}/parts/{number}']?.put
  assert.equal(whole?.operationId, 'changeNumberThing')
  assert.deepEqual(
    whole.parameters.filter((parameter) => 'name' in parameter),
    [
      { name: 'kind', in: 'path', description: 'Kind.', required: true, schema: { type: 'string' } },
      { name: 'number', in: 'path', description: 'Number.', required: true, schema: { type: 'string' } },
      { name: 'force', in: 'query', description: 'Whatever it is.', schema: { type: 'boolean', default: false } },
      {
        name: 'limit',
        in: 'query',
        description: 'How many.',
        schema: { type: 'integer', format: 'int32', default: -1 },
      },
    ],
  )
  assert.deepEqual(paths['/things/{kind}/parts']?.put?.parameters.length, whole.parameters.length - 1)
  assert.deepEqual(components.schemas['Thing'], {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'Its name.' },
      note: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'A note; null clears it.' },
    },
    required: ['name'],
  })
  assert.partialDeepStrictEqual(whole.responses['207'], {
    description: 'All things.',
    content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } } },
  })
  assert.deepEqual(components.examples['subjectNotFound']?.value, {
    error_code: 40401,
    message: "Subject '<subject>' not found.",
  })
  assert.deepEqual(Object.keys(whole.responses), '207 400 403 404 406 408 413 415 422 431 500 503 504'.split(' '))
  assert.equal(
    paths['/things:batch']?.post?.responses['204'] && 'content' in paths['/things:batch'].post.responses['204'],
    false,
  )
})

test('two shapes of one name are a mistake of ours, found when the document is made', () => {
  const routes = [object('Twice', {}), object('Twice', {})].map((shape, index) =>
    route({
      method: 'get',
      path: `/${index}`,
      name: `get${index}`,
      doc: 'It.',
      answers: json(shape),
      door: () => 'open',
      answer: () => ({}),
    }),
  )
  const resource = { path: '/x', title: 'X', doc: 'X.', routes }
  assert.throws(() => openApiDocument([resource], ''), /two shapes have the name Twice/)
})

async function load(t: Parameters<typeof startRegistryApp>[0]): Promise<OpenApiDocument> {
  const { server } = await startRegistryApp(t)
  const { status, body } = await supertest(server).get('/openapi.json')
  assert.equal(status, 200)
  return body
}
