/** What a handler is: the declaration of a message and the function that answers it. */

import type { Operation, Principal, Resource } from '../authorize.ts'
import {
  type AnyApi,
  encodeResponseFrame,
  errorFinder,
  type RequestHeader,
  type RequestOf,
  type ResponseInput,
  requestBodyPosition,
} from '../protocol/index.ts'
import type { Logger } from '../telemetry/index.ts'
import type { BatchCheck } from './batch-check.ts'
import type { Draining } from './draining.ts'
import { errorAnswer } from './error-answer.ts'
import type { GroupCoordinator } from './groups/index.ts'
import type { LimitedLog } from './limited-log.ts'
import type { ProducerIds } from './producer-ids.ts'
import type { Topics } from './topics.ts'

/** What every handler may use; made once by `startBroker`. */
export interface BrokerServices {
  readonly clusterId: string
  readonly nodeId: number
  readonly topics: Topics
  readonly groups: GroupCoordinator
  readonly producerIds: ProducerIds
  /** Settings that requests see, and that DescribeConfigs shows. */
  readonly settings: BrokerSettings
  /** The one place where a well-formed batch may still be refused. */
  readonly checkBatch: BatchCheck | undefined
  /** Begun when the broker closes: whoever is parked answers at once. */
  readonly draining: Draining
  readonly logger: Logger
  /** For lines that requests may cause as often as they come. */
  readonly limitedLog: LimitedLog
  now(): number
}

interface BrokerSettings {
  readonly autoCreateTopics: boolean
  readonly groupInitialDelayMs: number
  readonly requestBytes: number
  readonly idleMs: number
  readonly fetchBytes: number
}

/** Who asks, over which connection, in which version, and what the broker has to answer with. */
export interface HandlerContext extends BrokerServices {
  readonly principal: Principal
  readonly clientId: string
  /** Address of the client without port. */
  readonly clientHost: string
  readonly apiVersion: number
  /** Address that clients of this connection should use for this broker. */
  readonly advertised: { readonly host: string; readonly port: number }
  /** Aborted when the connection is closed: nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Every handler asks before it acts. */
  authorize(operation: Operation, resource: Resource): boolean
  /** The handlers themselves, which is what ApiVersions answers with. */
  readonly handlers: readonly Handler[]
}

/** The answer to acks=0: none at all. */
export const noAnswer = Symbol('no answer')

type Answer<Response> = Response | typeof noAnswer

/** Work that is ordered, and an answer that may wait while the work of the next request begins. */
interface Overlapping<Response> {
  readonly answer: Promise<Answer<Response>>
}

/** An answer ready to be written, and the first error in it, for metrics. */
interface EncodedAnswer {
  readonly buffers: readonly Buffer[]
  readonly errorCode: number
}

/** A request whose work is ordered. The answer is `undefined` where the protocol wants none. */
interface Started {
  readonly answer: Promise<EncodedAnswer | undefined>
}

export interface Handler {
  readonly api: AnyApi
  /** Whether a request of this API may begin while those before it still wait, if they too are of this kind. */
  readonly overlaps: boolean
  /**
   * Decodes, acts, encodes.
   *
   * @throws {ProtocolError} where the body is not one of this API and version, and whatever went wrong in a handler
   *   whose API has no place for an error: the connection must then be closed.
   */
  run(frame: Buffer, header: RequestHeader, context: HandlerContext): Promise<Started>
}

/** The whole answer to a request that failed as a whole. */
type Failure<A extends AnyApi> = (request: RequestOf<A>, errorCode: number, apiVersion: number) => ResponseInput<A>

/**
 * A handler whose requests wait for those before them on their connection.
 *
 * @param failure - the answer where `fn` throws; without it the connection is closed, which is the protocol's last word.
 */
export function handle<A extends AnyApi>(
  api: A,
  fn: (request: RequestOf<A>, context: HandlerContext) => ResponseInput<A> | Promise<ResponseInput<A>>,
  failure?: Failure<A>,
): Handler {
  const encode = encoder(api)
  return {
    api,
    overlaps: false,
    async run(frame, header, context) {
      const request = decode(api, frame, header)
      let response: ResponseInput<A>
      try {
        response = await fn(request, context)
      } catch (error) {
        if (failure === undefined) throw error
        response = failure(request, errorAnswer(error, context).errorCode, header.apiVersion)
      }
      return { answer: Promise.resolve(encode(header, response)) }
    },
  }
}

/** A handler whose answers wait for the disk together: the next request begins when `fn` has resolved. */
export function handleOverlapping<A extends AnyApi>(
  api: A,
  fn: (request: RequestOf<A>, context: HandlerContext) => Promise<Overlapping<ResponseInput<A>>>,
): Handler {
  const encode = encoder(api)
  return {
    api,
    overlaps: true,
    async run(frame, header, context) {
      const { answer } = await fn(decode(api, frame, header), context)
      return {
        answer: answer.then((response) => (response === noAnswer ? undefined : encode(header, response))),
      }
    },
  }
}

function decode<A extends AnyApi>(api: A, frame: Buffer, header: RequestHeader): RequestOf<A> {
  const position = requestBodyPosition(frame, header, api.isFlexible(header.apiVersion))
  return api.decodeRequest(frame, header.apiVersion, position)
}

function encoder<A extends AnyApi>(api: A): (header: RequestHeader, response: ResponseInput<A>) => EncodedAnswer {
  const findError = errorFinder(api)
  return ({ apiVersion, correlationId }, response) => ({
    buffers: encodeResponseFrame(api, apiVersion, correlationId, response),
    errorCode: findError(response),
  })
}
