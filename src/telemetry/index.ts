/** Logs and metrics: what the process says about itself. */

export type { CacheUse } from './cache-metrics.ts'
export { createLogger, type Logger, silentLogger } from './logger.ts'
export { createMetrics, type MetricRow, type Metrics } from './metrics.ts'
export { type RequestMetrics, requestMetrics } from './request-metrics.ts'
