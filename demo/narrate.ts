/** Tells the story on the terminal: headings, lines, and a bar while something long happens. */

import progress from 'cli-progress'

export function heading(number: number, text: string): void {
  process.stdout.write(`\n${number}. ${text}\n`)
}

export function say(text: string): void {
  process.stdout.write(`${text.replace(/^/gm, '   ')}\n`)
}

/** A bar where somebody looks at it; the figures afterwards in any case. */
export async function withProgress(
  total: number,
  unit: string,
  work: (advance: (count: number) => void) => Promise<void>,
): Promise<void> {
  const bar = new progress.SingleBar(
    { format: `   {bar} {percentage}% | {value}/{total} ${unit}`, hideCursor: true, noTTYOutput: false },
    progress.Presets.shades_classic,
  )
  const began = performance.now()
  bar.start(total, 0)
  await work((count) => bar.increment(count))
  bar.stop()
  const seconds = (performance.now() - began) / 1000
  say(
    `${total.toLocaleString('en')} ${unit} in ${seconds.toFixed(1)} s (${Math.round(total / seconds).toLocaleString('en')} a second)`,
  )
}

export function verdict(
  what: string,
  got: { count: number; checksum: string },
  want: { count: number; checksum: string },
): void {
  const same = got.count === want.count && got.checksum === want.checksum
  say(
    `${what}: ${got.count.toLocaleString('en')} records, checksum ${got.checksum} ${same ? '= as written' : `!= ${want.checksum} of ${want.count}`}`,
  )
  if (!same) process.exitCode = 1
}
