/** The Express application: what every request goes through, and the routers of all resources. */

import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Authorize } from '../authorize.ts'
import type { Registry } from '../registry/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'
import { bodyReader } from './body.ts'
import { foldContext } from './context-path.ts'
import { answerError, sendError } from './error-handler.ts'
import { httpErrors } from './errors.ts'
import { Exchange } from './exchange.ts'
import type { HealthReport } from './health.ts'
import { requestMetrics } from './request-metrics.ts'
import { type Resource, routerOf } from './route.ts'
import { changesResource } from './routes/changes.ts'
import { compatibilityResource } from './routes/compatibility.ts'
import { configResource } from './routes/config.ts'
import { contextsResource } from './routes/contexts.ts'
import { type About, metadataResource, rootResource } from './routes/metadata.ts'
import { modeResource } from './routes/mode.ts'
import { healthResource, metricsResource } from './routes/operations.ts'
import { schemasResource } from './routes/schemas.ts'
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

/** Everything that the registry answers over HTTP. Listens nowhere: see `startHttp`. */
export function createApp(options: AppOptions): Express {
  const { registry, authorize, draining = new AbortController().signal } = options
  const limits = { ...defaultLimits, ...options.limits }
  const context = { authorize, readBody: bodyReader(limits.bodyBytes), draining }
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.use(beginExchange(options, limits))
  app.use((request, _response, next) => {
    request.url = foldContext(request.method, request.url)
    next()
  })
  for (const resource of resources(registry, options)) app.use(resource.path, routerOf(resource, context))
  app.use(() => {
    throw httpErrors.notFound()
  })
  app.use(answerError)
  return app
}

/** The root comes last, because its router sees every path that no other took. */
function resources(registry: Registry, { health, metrics, about }: AppOptions): Resource[] {
  return [
    schemasResource(registry),
    subjectsResource(registry),
    configResource(registry),
    modeResource(registry),
    compatibilityResource(registry),
    contextsResource(registry),
    changesResource(registry),
    versionsResource(registry),
    metadataResource({ ...unknownServer, ...about }),
    healthResource(health),
    metricsResource(metrics),
    rootResource,
  ]
}

function beginExchange({ logger, metrics }: AppOptions, { requestTimeoutMs }: HttpLimits) {
  const counts = requestMetrics(metrics)
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now()
    const exchange = new Exchange(request, response, logger)
    response.setTimeout(requestTimeoutMs, () => {
      // An answer that has begun cannot be taken back: whoever reads it too slowly loses the connection.
      if (exchange.answered) request.destroy()
      else sendError(exchange, httpErrors.timedOut())
    })
    response.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1000
      const status = response.writableFinished ? String(response.statusCode) : 'aborted'
      counts.record(exchange.routePath, exchange.method, status, seconds)
      if (logger.isLevelEnabled('debug'))
        exchange.log.debug({ method: exchange.method, url: exchange.url, status, seconds }, 'request')
    })
    next()
  }
}
