/** A point in time at which the registry is read: a time, or a place in the change log. */

import { registryErrors } from '../errors.ts'
import type { HistoryReads } from '../schema-store.ts'

/** RFC 3339, with a T or a blank between date and time. */
const dateTime = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/**
 * Reads `2026-01-31T12:00:00Z`, milliseconds since 1970, or `sequence:42`; a bare number is always a time, because nobody
 * could tell the two apart.
 *
 * @returns the last change that counts; 0 where that is none.
 * @throws {RegistryError} `invalidAsOf`.
 */
export async function getPoint(log: HistoryReads, text: string): Promise<number> {
  const [, sequence] = /^sequence:(\d{1,15})$/.exec(text) ?? []
  if (sequence !== undefined) return Number(sequence)
  const time = timeOf(text)
  if (time === undefined) throw registryErrors.invalidAsOf(text)
  return log.findSequenceAt(time)
}

function timeOf(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  if (!dateTime.test(text) || !isDay(text.slice(0, 10))) return undefined
  // A plus that nobody escaped arrives as a blank.
  const time = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(time) ? undefined : time
}

/** Dates run over into the next month: the 30th of February is the 2nd of March to them. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
