/** A progress bar on standard error, where somebody looks at it. */

import type { SingleBar } from 'cli-progress'

export interface Progress {
  add(count: number): void
  /** Ends the bar; how much was counted. */
  stop(): number
}

/** @param total - where it is known in advance; otherwise only a count is shown. */
export function startProgress(unit: string, total?: number): Progress {
  let count = 0
  let bar: SingleBar | undefined
  let stopped = false
  const start = async () => {
    const shown = await showBar(unit, total)
    if (stopped) shown.stop()
    else bar = shown
  }
  if (process.stderr.isTTY) void start()
  return {
    add(more) {
      count += more
      bar?.update(count)
    },
    stop() {
      stopped = true
      bar?.stop()
      return count
    },
  }
}

/** Loaded only for a terminal. */
async function showBar(unit: string, total: number | undefined): Promise<SingleBar> {
  const { default: progress } = await import('cli-progress')
  const format =
    total === undefined ? `  {value} ${unit}` : `  {bar} {percentage}% | {value}/{total} ${unit} | {eta}s left`
  const bar = new progress.SingleBar(
    { format, hideCursor: true, clearOnComplete: true },
    progress.Presets.shades_classic,
  )
  bar.start(total ?? 0, 0)
  return bar
}
