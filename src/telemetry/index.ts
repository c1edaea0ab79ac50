/** Logs and metrics: what the process says about itself. */

export { createLogger, type Logger, silentLogger } from './logger.ts'
export { createMetrics, type Metrics } from './metrics.ts'
