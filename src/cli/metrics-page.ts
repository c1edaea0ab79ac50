/** What a server counts, as it tells by itself. */

import { createMetrics, type MetricRow } from '../telemetry/index.ts'

/** Starts a server in memory and closes it again; nothing else knows of every metric of every room. */
export async function describeMetrics(): Promise<MetricRow[]> {
  const { startSchemalog } = await import('../server.ts')
  const metrics = createMetrics()
  await using _schemalog = await startSchemalog({ metrics })
  return metrics.describe()
}
