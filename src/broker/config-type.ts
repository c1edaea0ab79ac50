/** The types of Kafka's configs: how DescribeConfigs numbers them and which texts are values of them. */

/** A type of config with its range. `check` says what is wrong with a text, or nothing. */
export interface ConfigType {
  /** Number of the type in DescribeConfigs v3+. */
  readonly code: number
  /** Whether its texts are entries with commas between them. */
  readonly isList?: true
  check(value: string): string | undefined
}

const typeCodes = { boolean: 1, string: 2, int: 3, long: 5, double: 6, list: 7 } as const

const maxInt = 2n ** 31n - 1n
/** Kafka writes it where a limit is off. */
export const maxLong = 2n ** 63n - 1n

export const bool: ConfigType = {
  code: typeCodes.boolean,
  check: (value) => (/^(true|false)$/i.test(value) ? undefined : 'it must be true or false'),
}

export const int = (min: number): ConfigType => ({
  code: typeCodes.int,
  check: (value) => checkInteger(value, BigInt(min), maxInt),
})

export const long = (min: number): ConfigType => ({
  code: typeCodes.long,
  check: (value) => checkInteger(value, BigInt(min), maxLong),
})

export const double = (min: number, max: number): ConfigType => ({
  code: typeCodes.double,
  check(value) {
    const parsed = value.trim() === '' ? Number.NaN : Number(value)
    return parsed >= min && parsed <= max ? undefined : `it must be a number from ${min} to ${max}`
  },
})

export const oneOf = (...values: string[]): ConfigType => ({
  code: typeCodes.string,
  check: (value) => (values.includes(value) ? undefined : `it must be one of ${values.join(', ')}`),
})

export const listOf = (...values: string[]): ConfigType => ({
  code: typeCodes.list,
  isList: true,
  check(value) {
    const odd = listEntries(value).find((entry) => !values.includes(entry))
    return odd === undefined ? undefined : `its entries must be of ${values.join(', ')}`
  },
})

export const text: ConfigType = { code: typeCodes.string, check: () => undefined }
export const list: ConfigType = { code: typeCodes.list, isList: true, check: () => undefined }

export function listEntries(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function checkInteger(value: string, min: bigint, max: bigint): string | undefined {
  if (!/^-?\d{1,19}$/.test(value)) return 'it must be a whole number'
  const parsed = BigInt(value)
  return parsed >= min && parsed <= max ? undefined : `it must be from ${min} to ${max}`
}
