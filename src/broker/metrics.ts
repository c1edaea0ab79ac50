/** What the broker counts. */

import { errorName } from '../protocol/index.ts'
import { type Metrics, requestMetrics } from '../telemetry/index.ts'

export interface BrokerMetrics {
  readonly bytesReceived: { inc(count: number): void }
  readonly bytesSent: { inc(count: number): void }
  readonly connections: { inc(): void; dec(): void }
  readonly refusedConnections: { inc(): void }
  /** An answered request: what the client waited, and the first Kafka error code in the answer. */
  request(apiName: string, seconds: number, errorCode: number): void
}

export function brokerMetrics(metrics: Metrics): BrokerMetrics {
  const requests = requestMetrics(metrics, {
    prefix: 'schemalog_broker',
    requests: 'Kafka requests',
    labels: ['api'],
    outcome: 'error',
    time: 'Time from a Kafka request to its answer, with the time that a fetch waited for records',
  })
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
      requests.record([apiName], errorName(errorCode), seconds)
    },
  }
}
