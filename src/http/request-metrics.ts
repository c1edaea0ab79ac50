/** How many requests, with which outcome, and how long they took. */

import type { Metrics } from '../telemetry/index.ts'

/** From a cached answer to a compatibility check of a large schema against a long history. */
const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export interface RequestMetrics {
  /**
   * @param route - the pattern, never the path itself: patterns are few.
   * @param status - as answered, or `aborted` where the client left before.
   */
  record(route: string, method: string, status: string, seconds: number): void
}

export function requestMetrics(metrics: Metrics): RequestMetrics {
  const requests = metrics.counter({
    name: 'schemalog_http_requests_total',
    help: 'HTTP requests by route, method and status.',
    labelNames: ['route', 'method', 'status'],
  })
  const duration = metrics.histogram({
    name: 'schemalog_http_request_duration_seconds',
    help: 'Time from the first line of a request to the end of its answer, by route and method.',
    labelNames: ['route', 'method'],
    buckets: secondsBuckets,
  })
  return {
    record(route, method, status, seconds) {
      requests.inc({ route, method, status })
      duration.observe({ route, method }, seconds)
    },
  }
}
