/** How many requests, with which outcome, and how long they took: alike for every protocol that we speak. */

import type { Metrics } from './metrics.ts'

export interface RequestMetricsOptions<Label extends string, Outcome extends string> {
  /** As `schemalog_http`: what all names begin with. */
  readonly prefix: string
  /** As `HTTP requests`. */
  readonly requests: string
  /** What kind of request it was. Each has few values, never what users typed. */
  readonly labels: readonly Label[]
  /** How it ended: counted, but not timed apart. */
  readonly outcome: Outcome
  /** What the time does and does not include. */
  readonly time: string
}

export interface RequestMetrics {
  /** @param values - of the labels, in their order. */
  record(values: readonly string[], outcome: string, seconds: number): void
}

export function requestMetrics<Label extends string, Outcome extends string>(
  metrics: Metrics,
  { prefix, requests, labels, outcome, time }: RequestMetricsOptions<Label, Outcome>,
): RequestMetrics {
  const times = metrics.requestTimes({
    name: `${prefix}_request_duration_seconds`,
    help: `${time}, by ${words(labels)}.`,
    labelNames: labels,
  })
  const labelNames: string[] = [...labels, outcome]
  metrics.counter<string>({
    name: `${prefix}_requests_total`,
    help: `${requests} answered, by ${words(labelNames)}.`,
    labelNames,
    collect() {
      this.reset()
      for (const { values, count } of times.outcomes()) this.labels(...values).inc(count)
    },
  })
  return times
}

function words(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
