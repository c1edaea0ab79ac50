/** Says in plain words which part of the data a path through a schema is about. */

/** Keywords whose entry is a property of that name. */
const named: ReadonlySet<string | undefined> = new Set(['properties', 'required', 'dependencies'])
const rests: ReadonlyMap<string | undefined, string> = new Map([
  ['additionalProperties', '.*'],
  ['unevaluatedProperties', '.*'],
  ['additionalItems', '[]'],
  ['unevaluatedItems', '[]'],
])

/**
 * @param steps - Steps into the schema, each a keyword and, where it has entries, the name of the entry.
 * @returns `property 'lines[].text'`, `item '[0]'` or `the schema itself`.
 */
export function placeOf(steps: readonly (readonly string[])[]): string {
  let place = ''
  let hasName = false
  for (const [index, [keyword, entry]] of steps.entries()) {
    if (named.has(keyword) && entry !== undefined) {
      place += `.${entry}`
      hasName = true
    } else if (keyword === 'items') place += `[${entry ?? ''}]`
    // At the end these are what a difference is about, before it they are passed through.
    else if (index < steps.length - 1) place += rests.get(keyword) ?? ''
  }
  if (place === '') return 'the schema itself'
  return `${hasName ? 'property' : 'item'} '${place.replace(/^\./, '')}'`
}

/** The same as a path, written as the reference does: without escapes. */
export function jsonPath(steps: readonly (readonly string[])[]): string {
  return `#/${steps.flat().join('/')}`
}
