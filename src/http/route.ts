/** A route is a declaration and a function; a router serves a list of them, and nothing reaches one but through here. */

import type { IncomingHttpHeaders } from 'node:http'
import { type Request, type Response, Router } from 'express'
import type { Authorize, Principal } from '../authorize.ts'
import type { Registry, WriteOptions } from '../registry/index.ts'
import { type AnswerOf, type Answers, OwnAnswer, type Refusal } from './answers.ts'
import { parseJson, type ReadBody, refuseOtherMediaTypes } from './body.ts'
import { type Door, pass } from './door.ts'
import { httpErrors } from './errors.ts'
import { wantsEvents } from './event-stream.ts'
import { type Exchange, exchangeOf } from './exchange.ts'
import type { KeptAnswers } from './kept-answers.ts'
import { negotiate } from './media-types.ts'
import { type Parameters, type ParameterValues, readParameters } from './parameter.ts'
import { type Freshness, PreparedAnswer } from './prepared-answer.ts'
import { readShape, type Shape, type ValueOf } from './shape.ts'
import { writerOf } from './writer.ts'

/** A request as a route sees it: read, checked and let in. */
interface RouteRequest<Params extends Parameters, Query extends Parameters, Body> {
  readonly params: ParameterValues<Params>
  readonly query: ParameterValues<Query>
  readonly body: Body
  readonly principal: Principal
  /** Who writes, and what led to it. */
  readonly writer: WriteOptions & { readonly deliberate?: boolean }
  readonly headers: IncomingHttpHeaders
  /** Comes when the client has gone or the server drains: nobody waits for the answer any more. */
  readonly ended: () => AbortSignal
  /** The question of a door, for what only the body names. */
  readonly pass: (door: Door) => void
}

interface RouteDeclaration<Path, Params extends Parameters, Query extends Parameters, Body, Answered extends Answers> {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Below the path of its resource; each `:name` is declared in `params`. */
  readonly path: Path
  /** Name of the operation, for messages and documents. */
  readonly name: string
  readonly doc: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly answers: Answered
  /** What it may refuse, beside what every route may. */
  readonly refusals?: readonly Refusal[]
  /** Of what only asks, and whose answer depends on nothing but parameters and body: how long it may be used again. */
  readonly freshness?: Freshness
  readonly door: (request: Pick<RouteRequest<Params, Query, unknown>, 'params' | 'query' | 'principal'>) => Door
  readonly answer: (
    request: RouteRequest<Params, Query, ValueOf<Body>>,
  ) => AnswerOf<Answered> | Promise<AnswerOf<Answered>>
  /** Server-sent events, for clients that accept `text/event-stream`. */
  readonly events?: {
    readonly doc: string
    readonly texts: (request: RouteRequest<Params, Query, ValueOf<Body>>) => AsyncIterable<string>
  }
}

export type Route = Omit<
  RouteDeclaration<string, Parameters, Parameters, Shape | undefined, Answers>,
  'answer' | 'events'
> & {
  readonly answer: (request: AnyRequest) => unknown
  readonly events?: { readonly doc: string; readonly texts: (request: AnyRequest) => AsyncIterable<string> }
}

type AnyRequest = RouteRequest<Parameters, Parameters, unknown>

/** Names in a path of Express: `:name`, in braces where it may be missing. */
type NamesIn<Path> = Path extends `${infer Head}/${infer Tail}` ? NameIn<Head> | NamesIn<Tail> : NameIn<Path>
type NameIn<Part> = Part extends `${string}:${infer Rest}` ? (Rest extends `${infer Name}}` ? Name : Rest) : never

/** Declares a route; the types of its function follow from the declaration. */
export function route<
  const Path extends string,
  Params extends Parameters & Record<NamesIn<Path>, Parameters[string]>,
  Query extends Parameters,
  const Answered extends Answers,
  const Body extends Shape | undefined = undefined,
>(declaration: RouteDeclaration<Path, Params, Query, Body, Answered>): Route {
  // From here on its values are only ever those that were read by its own declaration.
  return declaration as unknown as Route
}

/** All routes below one path. */
export interface Resource {
  readonly path: string
  /** Heading in the documents; resources may share one. */
  readonly title: string
  readonly doc: string
  readonly routes: readonly Route[]
  /** What a `subject` in path or query stands for. Asked before the door, so that the door judges what is really meant. */
  readonly resolveSubject?: (subject: string) => Promise<string>
}

/** What every route needs from the outside. */
export interface RouteContext {
  readonly authorize: Authorize
  readonly readBody: ReadBody
  /** Comes when the server drains. */
  readonly draining: AbortSignal
  readonly answers: KeptAnswers
  /** Whose answers are kept for as long as they hold. */
  readonly registry: Pick<Registry, 'knowledge' | 'stillHolds'>
}

/** An Express router for one resource: its routes, and 405 for the methods that a path does not have. */
export function routerOf(resource: Resource, context: RouteContext): Router {
  const { path, routes } = resource
  const router = Router({ caseSensitive: true })
  for (const [pattern, siblings] of Map.groupBy(routes, (declared) => declared.path)) {
    const fullPath = pattern === '/' ? path : `${path === '/' ? '' : path}${pattern}`
    const place = router.route(pattern)
    const begin = (response: Response): Exchange => {
      const exchange = exchangeOf(response)
      exchange.routePath = fullPath
      return exchange
    }
    for (const declared of siblings) {
      const handler = handlerOf(declared, resource, context)
      place[declared.method]((request, response) => handler(request, response, begin(response)))
    }
    place.all((request, response) => refuseMethod(request.method, siblings, begin(response)))
  }
  return router
}

/** What serves one route, in the order in which the reference finds fault: media types, permission, parameters, body. */
function handlerOf(route: Route, { resolveSubject }: Resource, context: RouteContext) {
  const { authorize, readBody, draining, answers, registry } = context
  return async (request: Request, response: Response, exchange: Exchange): Promise<void> => {
    if (route.body) refuseOtherMediaTypes(request)
    const events = wantsEvents(request.headers.accept) ? route.events : undefined
    if (route.answers.kind !== 'own' && !events) exchange.answerType = answerTypeFor(request)
    const { principal } = exchange
    const { knowledge } = registry
    const params = await withRealSubject(readParameters(route.params ?? {}, request.params), resolveSubject)
    const query = await withRealSubject(readQuery(route, request), resolveSubject)
    const door = doorOf(route, params, query)
    pass(door(principal), authorize, exchange)
    const bytes = route.body && (exchange.body ?? (await readBody(request, response)))
    const body = route.body ? readShape(route.body, requireBody(route, bytes)) : {}
    const { headers } = request
    const whole: AnyRequest = {
      ...{ params, query, body, principal, headers },
      writer: route.method === 'get' ? { actor: principal } : writerOf(principal, headers),
      ended: () => AbortSignal.any([exchange.gone(), draining]),
      pass: (door) => pass(door, authorize, exchange),
    }
    if (events) return exchange.sendEvents(events.texts(whole), whole.ended())
    const answer = await route.answer(whole)
    if (!route.freshness) return send(route, exchange, answer)
    const prepared = prepare(route, answer, exchange.answerType, route.freshness)
    // A body that only this route has read is not asked for again before it: it is long, packed or in chunks.
    const mayBeFound = !route.body || exchange.body !== undefined
    // Where something was written meanwhile, nobody knows which part of the answer was read before it.
    if (mayBeFound && knowledge === registry.knowledge) answers.keep(exchange, { answer: prepared, door, knowledge })
    exchange.sendPrepared(prepared)
  }
}

/** Apart from the handler: it is kept with the answer, and within it would keep request, response and connection too. */
function doorOf(route: Route, params: Values, query: Values): (principal: Principal) => Door {
  return (principal) => route.door({ params, query, principal })
}

function prepare({ answers }: Route, answer: unknown, type: string, freshness: Freshness): PreparedAnswer {
  return new PreparedAnswer(answers.kind === 'text' ? String(answer) : JSON.stringify(answer), type, freshness)
}

function send({ answers }: Route, exchange: Exchange, answer: unknown): void {
  if (answer instanceof OwnAnswer) {
    for (const [name, value] of Object.entries(answer.headers)) exchange.setHeader(name, value)
    exchange.sendText(answer.status, answer.text, answer.contentType)
  } else if (answers.kind === 'nothing') exchange.sendNothing(204)
  else if (answers.kind === 'text') exchange.sendText(200, String(answer))
  else exchange.sendJson(answers.kind === 'json' ? answers.status : 200, answer)
}

type Values = ParameterValues<Parameters>

async function withRealSubject(given: Values, resolve: Resource['resolveSubject']): Promise<Values> {
  const { subject } = given
  return resolve && typeof subject === 'string' ? { ...given, subject: await resolve(subject) } : given
}

function answerTypeFor({ headers }: Request) {
  const type = negotiate(headers.accept)
  if (!type) throw httpErrors.notAcceptable()
  return type
}

/** Express parses the query anew each time it is asked. Without one there is nothing to parse. */
function readQuery(route: Route, request: Request): Values {
  const declared = route.query ?? {}
  if (!request.url.includes('?')) return readParameters(declared, {})
  // The simple parser of Express is node:querystring, which knows only texts and lists of texts.
  return readParameters(declared, request.query as Record<string, string | string[]>)
}

function requireBody(route: Route, bytes: Buffer | undefined): unknown {
  const value = bytes && parseJson(bytes)
  if (value === undefined) throw httpErrors.bodyMissing(route.name)
  return value
}

function refuseMethod(method: string, siblings: readonly Route[], exchange: Exchange): void {
  const methods = siblings.map((declared) => declared.method.toUpperCase())
  if (methods.includes('GET')) methods.push('HEAD')
  exchange.setHeader('Allow', [...methods, 'OPTIONS'].join(', '))
  if (method !== 'OPTIONS') throw httpErrors.methodNotAllowed()
  exchange.sendNothing(200)
}
