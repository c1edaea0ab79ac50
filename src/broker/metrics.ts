/** What the broker counts. */

import { errorName } from '../protocol/index.ts'
import type { Metrics } from '../telemetry/index.ts'

export interface BrokerMetrics {
  readonly bytesReceived: { inc(count: number): void }
  readonly bytesSent: { inc(count: number): void }
  readonly connections: { inc(): void; dec(): void }
  readonly refusedConnections: { inc(): void }
  /** An answered request: what the client waited, and the first Kafka error code in the answer. */
  request(apiName: string, seconds: number, errorCode: number): void
}

/** Up to the 30 s after which clients give up on a request. */
const secondBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function brokerMetrics(metrics: Metrics): BrokerMetrics {
  const requests = metrics.counter({
    name: 'schemalog_broker_requests_total',
    help: 'Kafka requests answered, by API and by the first error in the answer.',
    labelNames: ['api', 'error'],
  })
  const requestSeconds = metrics.histogram({
    name: 'schemalog_broker_request_seconds',
    help: 'Time from a Kafka request to its answer, by API; a fetch includes the time that it waited for records.',
    labelNames: ['api'],
    buckets: secondBuckets,
  })
  // prom-client looks labels up by their text; on the path of every request the lookup is done once.
  const countOf = remember((key) => {
    const [api = '', code] = key.split(' ')
    return requests.labels({ api, error: errorName(Number(code)) })
  })
  const secondsOf = remember((api) => requestSeconds.labels({ api }))
  return {
    bytesReceived: metrics.counter({
      name: 'schemalog_broker_received_bytes_total',
      help: 'Bytes received from Kafka clients.',
    }),
    bytesSent: metrics.counter({ name: 'schemalog_broker_sent_bytes_total', help: 'Bytes sent to Kafka clients.' }),
    connections: metrics.gauge({ name: 'schemalog_broker_connections', help: 'Open connections of Kafka clients.' }),
    refusedConnections: metrics.counter({
      name: 'schemalog_broker_refused_connections_total',
      help: 'Connections closed at once because there were too many.',
    }),
    request(apiName, seconds, errorCode) {
      countOf(`${apiName} ${errorCode}`).inc()
      secondsOf(apiName).observe(seconds)
    },
  }
}

function remember<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>()
  return (key) => {
    let value = made.get(key)
    if (value === undefined) {
      value = make(key)
      made.set(key, value)
    }
    return value
  }
}
