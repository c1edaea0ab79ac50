/** A value of data that is made to be tried. */

/** Objects are maps, so that any name is a name. */
export type Sample = null | boolean | number | string | readonly Sample[] | ReadonlyMap<string, Sample>

/** @param text - JSON. */
export function parseSample(text: string): Sample {
  return toSample(JSON.parse(text))
}

function toSample(value: unknown): Sample {
  if (Array.isArray(value)) return value.map(toSample)
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([name, inner]) => [name, toSample(inner)]))
  }
  // What is left of JSON.
  return value as null | boolean | number | string
}

/** As JSON text. */
export function toJson(sample: Sample): string {
  if (sample instanceof Map) {
    const members = [...sample].map(([name, value]) => `${JSON.stringify(name)}:${toJson(value)}`)
    return `{${members.join(',')}}`
  }
  if (Array.isArray(sample)) return `[${sample.map(toJson).join(',')}]`
  return JSON.stringify(sample)
}
