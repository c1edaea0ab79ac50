/** docs/metrics.md: what a server counts, as it tells by itself. */

import { createMetrics, type MetricRow } from '../../telemetry/index.ts'
import { markdownTable, printedNote } from './markdown.ts'

export async function metricsPage(): Promise<string> {
  const rows = (await describeMetrics()).map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    help,
  ])
  const table = markdownTable(['name', 'type', 'labels', 'what it tells'], rows)
  return `# Metrics\n\n${printedNote}\n${introduction}\n${table}\n`
}

const introduction = `\`GET /metrics\` answers these in the text format of Prometheus. Labels have few values: what users type (subjects, paths,
topics, groups) is never one of them. The caches are \`answers\` (as they were sent over HTTP), \`schemas\` (by id),
\`versions\`, \`settings\` and \`ids\` (as read from the database: of subjects, of scopes, and what ids and guids are used for),
\`texts\` (as clients send them) and \`parsed\`.

Where the server is a process of its own, those of the process are there too, as prom-client collects them: memory, CPU and
file descriptors (\`process_*\`), garbage collection and the delay of the event loop (\`nodejs_eventloop_lag_p99_seconds\`).
`

/** Starts a server in memory and closes it again; nothing else knows of every metric of every room. */
async function describeMetrics(): Promise<MetricRow[]> {
  const { startSchemalog } = await import('../../server.ts')
  const metrics = createMetrics()
  await using _schemalog = await startSchemalog({ metrics })
  return metrics.describe()
}
