/** Conditional requests: does the client have this already? */

/**
 * @param ifNoneMatch - the header; `*` means anything at all.
 * @see RFC 9110 §13.1.2: compared weakly, so that what a proxy has packed and marked `W/` still counts.
 */
export function isKnown(entityTag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch === entityTag || ifNoneMatch.split(',').some((given) => isSame(given.trim(), entityTag))
}

function isSame(given: string, entityTag: string): boolean {
  return given === '*' || given === entityTag || given === `W/${entityTag}`
}
