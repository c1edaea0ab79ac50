/** A test of the registry's API as a table: requests in order, and what each must answer. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import supertest from 'supertest'
import { type RegistryAppOptions, startRegistryApp } from './registry-app.ts'

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What is compared; whatever is left out may be anything. */
export interface Expected {
  readonly status: number
  /** An object: these fields, and `undefined` for one that must be absent. Anything else: exactly this. */
  readonly body?: unknown
  /** A list with as many items, each of which has these fields. */
  readonly items?: readonly object[]
  /** What the body holds at least, at every depth. */
  readonly part?: unknown
  /** The body as it was sent. */
  readonly text?: string
  readonly message?: string | RegExp
}

/** One request and its answer. */
export type Step = readonly [Ask, Expected]

export interface Case {
  /** A sentence on behaviour, with the number of the example in the specification where it is one. */
  readonly title: string
  readonly steps: readonly Step[]
  /** Settings of the registry that are not the usual ones. */
  readonly settings?: Pick<RegistryAppOptions, 'rules' | 'defaultLevel'>
}

/** Each case is a test on an empty registry of its own. */
export function testCases(cases: readonly Case[]): void {
  for (const { title, steps, settings } of cases) test(title, (t) => runSteps(t, steps, settings))
}

async function runSteps(t: TestContext, steps: readonly Step[], settings: RegistryAppOptions = {}): Promise<void> {
  const { server } = await startRegistryApp(t, settings)
  for (const [index, [ask, expected]] of steps.entries()) {
    const { method, path, body, headers } = ask
    const request = supertest(server)[toMethod(method)](path)
    if (body !== undefined) request.set('Content-Type', 'application/vnd.schemaregistry.v1+json')
    if (headers) request.set({ ...headers })
    const answer = await (body === undefined
      ? request
      : request.send(typeof body === 'string' ? body : JSON.stringify(body)))
    const step = `step ${index + 1}, ${method} ${path}, answered ${answer.status} ${answer.text}`
    assert.equal(answer.status, expected.status, step)
    if ('body' in expected) compareBody(answer.body, expected.body, step)
    if ('part' in expected) assert.partialDeepStrictEqual(answer.body, expected.part, step)
    if (expected.items) compareItems(answer.body, expected.items, step)
    if (expected.text !== undefined) assert.equal(answer.text, expected.text, step)
    if (typeof expected.message === 'string') assert.equal(answer.body.message, expected.message, step)
    else if (expected.message) assert.match(answer.body.message, expected.message, step)
  }
}

function toMethod(method: Ask['method']) {
  return ({ GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const)[method]
}

function compareBody(actual: unknown, expected: unknown, step: string): void {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
    assert.deepEqual(actual, expected, step)
  else
    for (const [name, value] of Object.entries(expected))
      assert.deepEqual((actual as Record<string, unknown>)[name], value, `${step}; field ${name}`)
}

function compareItems(actual: unknown, expected: readonly object[], step: string): void {
  assert.ok(Array.isArray(actual), step)
  assert.equal(actual.length, expected.length, step)
  for (const [index, item] of expected.entries()) compareBody(actual[index], item, `${step}; item ${index}`)
}

export function get(path: string, headers?: Record<string, string>): Ask {
  return { method: 'GET', path, ...(headers && { headers }) }
}

export function remove(path: string): Ask {
  return { method: 'DELETE', path }
}

export function post(path: string, body: unknown): Ask {
  return { method: 'POST', path, body }
}

export function put(path: string, body: unknown): Ask {
  return { method: 'PUT', path, body }
}

/** Registers a schema under a subject that needs no escaping. */
export function register(subject: string, schema: unknown, more: object = {}): Ask {
  return post(`/subjects/${subject}/versions`, { schema: textOf(schema), ...more })
}

export function lookUp(subject: string, schema: unknown, query = ''): Ask {
  return post(`/subjects/${subject}${query}`, { schema: textOf(schema) })
}

/** @param body - as in {@link Expected}. */
export function ok(body?: unknown): Expected {
  return { status: 200, ...(body !== undefined && { body }) }
}

/** An answer that holds at least this, at every depth. */
export function holding(part: unknown, status = 200): Expected {
  return { status, part }
}

/** A list whose items have these fields. */
export function listOf(...items: object[]): Expected {
  return { status: 200, items }
}

/** An answer that has these fields and no others. */
export function exactly(body: object): Expected {
  return { status: 200, text: JSON.stringify(body) }
}

/** The text as it is, without quotes. */
export function raw(schema: unknown): Expected {
  return { status: 200, text: textOf(schema) }
}

/** @param code - its first three digits are the status. */
export function refused(code: number, message?: string | RegExp): Expected {
  return {
    status: Number(String(code).slice(0, 3)),
    body: { error_code: code },
    ...(message !== undefined && { message }),
  }
}

/** A step whose answer is only that it works: what a case starts from. */
export function given(...asks: Ask[]): Step[] {
  return asks.map((ask) => [ask, ok()])
}

/** Schemas of the examples are objects; canonical Avro is their JSON text. */
export function textOf(schema: unknown): string {
  return typeof schema === 'string' ? schema : JSON.stringify(schema)
}
