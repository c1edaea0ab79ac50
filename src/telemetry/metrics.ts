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

/** Declares metrics and prints them. Names start with `schemalog_`, times are in seconds, sizes in bytes. */
export interface Metrics {
  counter<Label extends string = never>(config: Config<CounterConfiguration<Label>>): Counter<Label>
  gauge<Label extends string = never>(config: Config<GaugeConfiguration<Label>>): Gauge<Label>
  histogram<Label extends string = never>(config: Config<HistogramConfiguration<Label>>): Histogram<Label>
  /** The text of /metrics and its media type. */
  print(): Promise<{ contentType: string; text: string }>
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
    print: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}
