/** How much there is in a JSON text, found out without parsing it: a few megabytes of brackets take a parser a second. */

const [quote, backslash, comma, colon, bracket, brace] = Buffer.from('"\\,:[{')

/**
 * Whether a JSON text holds more than so many values: each array, object, member and further item counts. What stands in
 * strings, where schemas are, does not.
 */
export function hasMoreValues(json: Buffer, limit: number): boolean {
  if (json.length <= limit) return false
  let values = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === quote) at = endOfString(json, at)
    else if (byte === comma || byte === colon || byte === bracket || byte === brace) values++
    if (values > limit) return true
  }
  return false
}

/** @returns place of the closing quote; the end of the text where there is none. */
function endOfString(json: Buffer, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1
  return at
}
