/**
 * Counts and times of requests, in plain numbers. prom-client checks and hashes labels each time that it counts, which was
 * a good part of the work for an answer from memory; here it is given the sums when somebody asks for them.
 */

/** From an answer out of memory, over checks of large schemas and long polls, to where clients give up. */
const secondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Requests of one kind. */
interface Times {
  /** Values of the labels. */
  readonly values: readonly string[]
  /** By bound, those that took no longer than it and longer than the one before; at last those beyond every bound. */
  readonly buckets: number[]
  seconds: number
  readonly outcomes: Map<string, number>
}

/** Where one leads by the values of labels: to join them made a new text for each request, which had to be hashed. */
interface Crossing {
  readonly ways: Map<string, Crossing>
  times?: Times
}

/** A value as prom-client prints it. */
interface PrintedValue {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** A histogram by itself, as prom-client's registry takes one. */
export class RequestTimes {
  readonly type = 'histogram'
  readonly aggregator = 'sum'
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  readonly #times: Times[] = []
  #start: Crossing = { ways: new Map() }

  constructor({ name, help, labelNames }: Pick<RequestTimes, 'name' | 'help' | 'labelNames'>) {
    this.name = name
    this.help = help
    this.labelNames = labelNames
  }

  /** @param values - of the labels, in their order. */
  record(values: readonly string[], outcome: string, seconds: number): void {
    const times = this.#timesOf(values)
    let bucket = 0
    while (seconds > (secondsBounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket++
    times.buckets[bucket] = (times.buckets[bucket] ?? 0) + 1
    times.seconds += seconds
    times.outcomes.set(outcome, (times.outcomes.get(outcome) ?? 0) + 1)
  }

  /** How many there were of each kind and outcome, which is the last of the values. */
  outcomes(): { values: string[]; count: number }[] {
    return this.#times.flatMap(({ values, outcomes }) =>
      [...outcomes].map(([outcome, count]) => ({ values: [...values, outcome], count })),
    )
  }

  async get() {
    const { name, help, type, aggregator } = this
    const values = this.#times.flatMap((times) => this.#print(times))
    return { name, help, type, aggregator, values }
  }

  reset(): void {
    this.#times.length = 0
    this.#start = { ways: new Map() }
  }

  #timesOf(values: readonly string[]): Times {
    let place = this.#start
    for (const value of values) {
      place = place.ways.get(value) ?? newWay(place, value)
    }
    if (!place.times) {
      place.times = { values, buckets: Array(secondsBounds.length + 1).fill(0), seconds: 0, outcomes: new Map() }
      this.#times.push(place.times)
    }
    return place.times
  }

  #print({ values, buckets, seconds }: Times): PrintedValue[] {
    const labels = Object.fromEntries(this.labelNames.map((label, index) => [label, values[index] ?? '']))
    let count = 0
    const printed: PrintedValue[] = buckets.map((own, index) => {
      count += own
      const le = secondsBounds[index] ?? '+Inf'
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count }
    })
    const whole = (suffix: string, value: number) => ({ metricName: `${this.name}_${suffix}`, labels, value })
    return [...printed, whole('sum', seconds), whole('count', count)]
  }
}

function newWay({ ways }: Crossing, value: string): Crossing {
  const crossing: Crossing = { ways: new Map() }
  ways.set(value, crossing)
  return crossing
}
