/** The numbers at /metrics: one registry for a process, made by server.ts and handed to every room that counts. */

import {
  Counter,
  type CounterConfiguration,
  collectDefaultMetrics,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
} from 'prom-client'
import { type CacheUse, cacheMetrics } from './cache-metrics.ts'
import { RequestTimes } from './request-times.ts'

/** Declares metrics and prints them. Names start with `schemalog_`, times are in seconds, sizes in bytes. */
export interface Metrics {
  counter<Label extends string = never>(config: Config<CounterConfiguration<Label>>): Counter<Label>
  gauge<Label extends string = never>(config: Config<GaugeConfiguration<Label>>): Gauge<Label>
  histogram<Label extends string = never>(config: Config<HistogramConfiguration<Label>>): Histogram<Label>
  /** Times of requests, which count by themselves. */
  requestTimes(config: Pick<RequestTimes, 'name' | 'help' | 'labelNames'>): RequestTimes
  /** Puts a cache under its name into the metrics of all caches. */
  cache(name: string, use: () => CacheUse): void
  /** What there is, by name, for docs/metrics.md. */
  describe(): MetricRow[]
  /** The text of /metrics and its media type. */
  print(): Promise<{ contentType: string; text: string }>
}

export interface MetricRow {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly labels: readonly string[]
}

type Config<C> = Omit<C, 'registers'>

/** @param options.process - also memory, CPU and event-loop delay of this process; not wanted where several share one. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (options.process) collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    counter: (config) => new Counter({ ...config, registers }),
    gauge: (config) => new Gauge({ ...config, registers }),
    histogram: (config) => new Histogram({ ...config, registers }),
    requestTimes(config) {
      const times = new RequestTimes(config)
      // It has what the registry asks for; the type names the classes of prom-client alone.
      registry.registerMetric(times as never)
      return times
    },
    cache: cacheMetrics(registry),
    describe: () => describe(registry),
    print: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

function describe(registry: Registry): MetricRow[] {
  const rows = registry.getMetricsAsArray().map((metric) => {
    // The class has them, its type does not.
    const { labelNames = [] } = metric as { labelNames?: readonly string[] }
    return { name: metric.name, type: typeOf(metric), help: metric.help, labels: labelNames }
  })
  return rows.sort((one, other) => (one.name < other.name ? -1 : 1))
}

function typeOf(metric: object): string {
  if (metric instanceof Counter) return 'counter'
  return metric instanceof Histogram || metric instanceof RequestTimes ? 'histogram' : 'gauge'
}
