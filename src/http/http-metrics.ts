/** What the http room counts. */

import type { CodedError } from '../errors.ts'
import { type Metrics, type RequestMetrics, requestMetrics } from '../telemetry/index.ts'

export interface HttpMetrics {
  /** Values: the pattern of the path, never the path itself, and the method; `aborted` where the client left before. */
  readonly requests: RequestMetrics
  /** A request was refused, or could not be answered. */
  refused(error: CodedError): void
}

export function httpMetrics(metrics: Metrics): HttpMetrics {
  const refusals = metrics.counter({
    name: 'schemalog_http_refusals_total',
    help: 'Requests answered with an error, by its kind (a key of docs/errors.md) and code.',
    labelNames: ['kind', 'code'],
  })
  return {
    requests: requestMetrics(metrics, {
      prefix: 'schemalog_http',
      requests: 'HTTP requests',
      labels: ['route', 'method'],
      outcome: 'status',
      time: 'Time from the first line of a request to the end of its answer',
    }),
    refused: ({ key, code }) => refusals.inc({ kind: key, code }),
  }
}
