/** How many requests, with which outcome, and how long they took: alike for every protocol that we speak. */

import type { Metrics } from './metrics.ts'

/** From an answer out of memory, over checks of large schemas and long polls, to where clients give up. */
const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

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
  const count = metrics.counter<string>({
    name: `${prefix}_requests_total`,
    help: `${requests} answered, by ${words([...labels, outcome])}.`,
    labelNames: [...labels, outcome],
  })
  const duration = metrics.histogram<string>({
    name: `${prefix}_request_duration_seconds`,
    help: `${time}, by ${words(labels)}.`,
    labelNames: [...labels],
    buckets: secondsBuckets,
  })
  // prom-client looks labels up by their text; on the path of every request the lookup is done once.
  const countOf = remember((values) => count.labels(...values))
  const durationOf = remember((values) => duration.labels(...values))
  return {
    record(values, result, seconds) {
      countOf([...values, result]).inc()
      durationOf(values).observe(seconds)
    },
  }
}

function words(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function remember<Child>(make: (values: string[]) => Child): (values: readonly string[]) => Child {
  const made = new Map<string, Child>()
  return (values) => {
    const key = values.join('\n')
    let child = made.get(key)
    if (child === undefined) {
      child = make([...values])
      made.set(key, child)
    }
    return child
  }
}
