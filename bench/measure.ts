/** How a figure is made here: ours and the peer turn about in one run, several rounds, median and spread, and a ratio. */

/** Values of one contender, one for each round. */
export interface Series {
  name: string
  unit: string
  values: number[]
}

/** Runs the contenders turn about (ours, peer, ours, peer, …), after one round that does not count. */
export async function turnAbout(
  rounds: number,
  contenders: readonly { name: string; unit: string; run: () => Promise<number> | number }[],
): Promise<Series[]> {
  const series = contenders.map(({ name, unit }) => ({ name, unit, values: [] as number[] }))
  for (let round = -1; round < rounds; round++)
    for (const [at, { run }] of contenders.entries()) {
      const value = await run()
      if (round >= 0) series[at]?.values.push(value)
    }
  return series
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** `ours` by round over `peer` by round, so that a drift of the machine touches both sides of each ratio. */
export function ratio(ours: Series, peer: Series): number {
  return median(ours.values.map((value, round) => value / (peer.values[round] ?? Number.NaN)))
}

function formatSeries({ name, unit, values }: Series): string {
  const digits = median(values) < 100 ? 2 : 0
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)].map((value) =>
    value.toFixed(digits),
  )
  return `  ${name.padEnd(56)} ${String(middle).padStart(12)} ${unit}   (${low} to ${high})`
}

export function report(title: string, series: readonly Series[], ratios: readonly string[] = []): void {
  process.stdout.write(`\n${title}\n${series.map(formatSeries).join('\n')}\n`)
  for (const line of ratios) process.stdout.write(`  -> ${line}\n`)
}
