/** The Express application: what every request goes through, and the routers of all resources. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import express, { type Express } from 'express'
import type { Authorize } from '../authorize.ts'
import type { Registry } from '../registry/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'
import { bodyReader, isPlainBody, takeBody } from './body.ts'
import { foldContext } from './context-path.ts'
import { pass } from './door.ts'
import { answerError, sendError } from './error-handler.ts'
import { httpErrors } from './errors.ts'
import { Exchange } from './exchange.ts'
import type { HealthReport } from './health.ts'
import { httpMetrics } from './http-metrics.ts'
import { KeptAnswers, longestBody } from './kept-answers.ts'
import { type Resource, type RouteContext, routerOf } from './route.ts'
import { associationBatchesResource, associationsResource } from './routes/associations.ts'
import { changesResource } from './routes/changes.ts'
import { compatibilityResource, explanationResource } from './routes/compatibility.ts'
import { configResource } from './routes/config.ts'
import { contextsResource } from './routes/contexts.ts'
import { documentResources } from './routes/documents.ts'
import { type About, metadataResource, rootResource } from './routes/metadata.ts'
import { modeResource } from './routes/mode.ts'
import { healthResource, metricsResource } from './routes/operations.ts'
import { registrationsResource } from './routes/registrations.ts'
import { schemasResource } from './routes/schemas.ts'
import { scopesResource } from './routes/scopes.ts'
import { subjectsResource } from './routes/subjects.ts'
import { versionsResource } from './routes/versions.ts'

export interface AppOptions {
  registry: Registry
  logger: Logger
  metrics: Metrics
  /** Asked at the door of every route but /health. */
  authorize: Authorize
  health: () => Promise<HealthReport>
  limits?: Partial<HttpLimits>
  about?: Partial<About>
  /** Comes when the server drains: whoever waits for changes is answered at once. Never, where absent. */
  draining?: AbortSignal
}

interface HttpLimits {
  /** Largest body, counted after it was unpacked. */
  bodyBytes: number
  /** Time without progress after which a request is answered 504. */
  requestTimeoutMs: number
}

const unknownServer: About = { version: 'unknown', commitId: 'unknown', kafkaClusterId: 'unknown' }
const defaultLimits: HttpLimits = { bodyBytes: 4 * 1024 * 1024, requestTimeoutMs: 60_000 }

/**
 * Everything that the registry answers over HTTP. Listens nowhere: see `startHttp`.
 *
 * What was answered already and still holds goes a short way, past Express and the registry. The exchange begins and ends
 * alike on both ways, the door asks the same question, and only the long way makes answers. What is sent with a POST is
 * part of the question, and so a body that may have been answered is read before either way is gone.
 */
export function createApp(options: AppOptions): RequestListener {
  const { registry, authorize, draining = new AbortController().signal } = options
  const limits = { ...defaultLimits, ...options.limits }
  const begin = beginExchange(options)
  const answers = new KeptAnswers()
  options.metrics.cache('answers', () => answers.use)
  const readBody = bodyReader(limits.bodyBytes)
  const shortBodyBytes = Math.min(longestBody, limits.bodyBytes)
  const app = longWay(options, { authorize, readBody, draining, answers, registry })
  return (request, response) => {
    const exchange = begin(request, response)
    const answerAnew = () => {
      exchange.accompany()
      app(request, response)
    }
    const isPost = request.method === 'POST' && isPlainBody(request, shortBodyBytes)
    // RFC 9112 §3.2.
    if (request.headers.host === undefined && request.httpVersion === '1.1')
      sendError(exchange, httpErrors.badRequest('the header Host is missing'))
    else if (isPost) {
      limitTime(exchange, request, response, limits)
      takeBody(request, (body) => {
        exchange.body = body
        if (!answerAgain(exchange, answers, options)) answerAnew()
      })
    } else if (!answerAgain(exchange, answers, options)) {
      limitTime(exchange, request, response, limits)
      answerAnew()
    } else if (exchange.isStuck) limitTime(exchange, request, response, limits)
  }
}

/** Sends what was sent before to whoever asked the same, where that still holds. */
function answerAgain(exchange: Exchange, answers: KeptAnswers, { registry, authorize }: AppOptions): boolean {
  if (exchange.method !== 'GET' && exchange.method !== 'HEAD' && !exchange.body) return false
  const kept = answers.find(exchange, registry)
  if (!kept) return false
  exchange.routePath = kept.routePath
  exchange.answerType = kept.answerType
  try {
    pass(kept.door(exchange.principal), authorize, exchange)
    exchange.sendPrepared(kept.answer)
  } catch (error) {
    sendError(exchange, error)
  }
  return true
}

function longWay(options: AppOptions, context: RouteContext): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.use((request, _response, next) => {
    request.url = withPlainColon(foldContext(request.method, request.url))
    next()
  })
  for (const resource of resources(options)) app.use(resource.path, routerOf(resource, context))
  app.use(() => {
    throw httpErrors.notFound()
  })
  app.use(answerError)
  return app
}

/** The colon of a batch of associations is part of the path; some clients encode it all the same. */
function withPlainColon(url: string): string {
  return url.replace(/^\/associations%3A(?=batch)/i, '/associations:')
}

/** The root comes last, because its router sees every path that no other took. */
function resources({ registry, health, metrics, about }: AppOptions): Resource[] {
  const server = { ...unknownServer, ...about }
  const all: Resource[] = [
    schemasResource(registry),
    subjectsResource(registry),
    configResource(registry),
    modeResource(registry),
    compatibilityResource(registry),
    contextsResource(registry),
    associationsResource(registry),
    associationBatchesResource(registry),
    changesResource(registry),
    registrationsResource(registry),
    explanationResource(registry),
    scopesResource(registry),
    versionsResource(registry),
    metadataResource(server),
    healthResource(health),
    metricsResource(metrics),
    ...documentResources(() => all, server.version),
    rootResource,
  ]
  return all
}

function limitTime(
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
  { requestTimeoutMs }: HttpLimits,
): void {
  response.setTimeout(requestTimeoutMs, () => {
    // An answer that has begun cannot be taken back: whoever reads it too slowly loses the connection.
    if (exchange.answered) request.destroy()
    else sendError(exchange, httpErrors.timedOut())
  })
}

function beginExchange({ logger, metrics }: AppOptions) {
  const counts = httpMetrics(metrics)
  const tellsRequests = logger.isLevelEnabled('debug')
  return (request: IncomingMessage, response: ServerResponse): Exchange => {
    const startedAt = performance.now()
    const exchange = new Exchange(request, response, logger)
    response.on('close', () => {
      const seconds = (performance.now() - startedAt) / 1000
      const status = response.writableFinished ? String(response.statusCode) : 'aborted'
      counts.requests.record([exchange.routePath, exchange.method], status, seconds)
      if (exchange.refusal) counts.refused(exchange.refusal)
      if (tellsRequests) exchange.log.debug({ method: exchange.method, url: exchange.url, status, seconds }, 'request')
    })
    return exchange
  }
}
