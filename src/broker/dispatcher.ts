/** From a frame to the handler of its API, and back to bytes. */

import { type Authorize, anonymous } from '../authorize.ts'
import {
  ApiVersions,
  decodeRequestHeader,
  encodeResponseFrame,
  errorCodes,
  type RequestHeader,
} from '../protocol/index.ts'
import type { Connection } from './connection.ts'
import { brokerErrors } from './errors.ts'
import type { BrokerServices, Handler, HandlerContext } from './handle.ts'
import { unsupportedApiVersions } from './handlers/api-versions.ts'
import { handlers } from './handlers/index.ts'
import type { BrokerMetrics } from './metrics.ts'
import type { RequestQueueOptions, StartedRequest } from './request-queue.ts'

export interface DispatcherOptions {
  readonly services: BrokerServices
  readonly authorize: Authorize
  readonly metrics: BrokerMetrics
  /** Address that clients of this connection should use. */
  advertise(connection: Connection): { host: string; port: number }
}

/** What all requests of a connection have in common. */
type ConnectionContext = Omit<HandlerContext, 'clientId' | 'apiVersion'>

const apiKeyBytes = 2

export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #handlers: ReadonlyMap<number, Handler> = new Map(handlers.map((handler) => [handler.api.key, handler]))

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** How the requests of a connection are answered. */
  serve(connection: Connection): Pick<RequestQueueOptions, 'overlaps' | 'start'> {
    const context = this.#context(connection)
    return {
      overlaps: (frame) => this.#overlaps(frame),
      start: (frame) => this.#start(frame, context),
    }
  }

  #overlaps(frame: Buffer): boolean {
    return frame.length >= apiKeyBytes && this.#handlers.get(frame.readInt16BE(0))?.overlaps === true
  }

  /** @throws whatever leaves nothing to do but to close the connection. */
  async #start(frame: Buffer, context: ConnectionContext): Promise<StartedRequest> {
    const startedAt = performance.now()
    const header = decodeRequestHeader(frame)
    const { apiKey, apiVersion, clientId } = header
    const handler = this.#handlers.get(apiKey)
    if (handler === undefined) throw brokerErrors.unknownApi(apiKey, apiVersion, clientId)
    const { name, minVersion, maxVersion } = handler.api
    if (apiVersion < minVersion || apiVersion > maxVersion) return this.#unsupported(header)
    try {
      const { answer } = await handler.run(frame, header, { ...context, clientId, apiVersion })
      return { answer: this.#counted(name, startedAt, answer) }
    } catch (error) {
      throw brokerErrors.unanswerable(name, apiVersion, clientId).because(error)
    }
  }

  /** Only the answer to ApiVersions can say that its version is not served (KIP-511). */
  #unsupported({ apiKey, apiVersion, correlationId, clientId }: RequestHeader): StartedRequest {
    if (apiKey !== ApiVersions.key) throw brokerErrors.unknownApi(apiKey, apiVersion, clientId)
    this.#options.metrics.request(ApiVersions.name, 0, errorCodes.UNSUPPORTED_VERSION)
    return { answer: Promise.resolve(encodeResponseFrame(ApiVersions, 0, correlationId, unsupportedApiVersions())) }
  }

  async #counted(
    name: string,
    startedAt: number,
    answer: Awaited<ReturnType<Handler['run']>>['answer'],
  ): Promise<readonly Buffer[] | undefined> {
    const encoded = await answer
    const seconds = (performance.now() - startedAt) / 1000
    this.#options.metrics.request(name, seconds, encoded?.errorCode ?? errorCodes.NONE)
    return encoded?.buffers
  }

  #context(connection: Connection): ConnectionContext {
    const { services, authorize } = this.#options
    return {
      ...services,
      handlers,
      principal: anonymous,
      clientHost: connection.clientHost,
      advertised: this.#options.advertise(connection),
      signal: connection.signal,
      authorize: (operation, resource) => authorize(anonymous, operation, resource),
    }
  }
}
