/** Everything that can go wrong in this package: one table, one class, and where in the data it went wrong. */

/** What is known about a failure. Everything that is known when the error is thrown is there. */
export interface SerdesErrorDetails {
  /** Place inside the value, for instance `lines[2].price`; empty for the value as a whole. */
  readonly path?: string
  /** What the schema asks for at `path`. */
  readonly expected?: string
  /** What was there instead, shortened. */
  readonly got?: string
  /** What exactly is wrong, where the other details do not say it. */
  readonly reason?: string
  readonly subject?: string
  readonly schemaId?: number
  /** Where the record lies, when the caller said it: `deserialize(bytes, { topic, partition, offset })`. */
  readonly topic?: string
  readonly partition?: number
  readonly offset?: bigint | number | string
  /** HTTP status and `error_code` of the registry's answer. */
  readonly status?: number
  readonly errorCode?: number
  readonly url?: string
}

interface ErrorRow {
  readonly message: (details: SerdesErrorDetails) => string
  /** When it is thrown, for the README. */
  readonly when: string
}

const table = {
  emptyRecord: {
    message: () => 'The record has no bytes; a tombstone is null, and a framed record has at least 5 bytes.',
    when: 'A record value of length 0 is read.',
  },
  recordTooShort: {
    message: ({ got }) => `The record has ${got}, and the schema id alone takes 5.`,
    when: 'A record is shorter than its frame.',
  },
  notFramed: {
    message: ({ got }) => `The record begins with byte ${got} and not with 0: it was not written with a schema id.`,
    when: 'The first byte is not the magic byte 0, so that nothing says which schema wrote the record.',
  },
  schemaNotLoaded: {
    message: () => 'The schema that wrote the record is not loaded yet; await load(bytes) or deserializeAsync(bytes).',
    when: 'deserialize meets a schema id that this process has not fetched yet.',
  },
  schemaNotFound: {
    message: ({ reason }) => `The registry does not have the schema: ${reason}`,
    when: 'The registry does not know the schema id, or a definition is not registered under its subject.',
  },
  wrongSchemaType: {
    message: ({ expected, got }) => `The record was written with ${got}, and ${expected} was declared.`,
    when: 'The schema id of a record belongs to a schema of another type.',
  },
  invalidSchema: {
    message: ({ reason }) => `The schema cannot be used: ${reason}`,
    when: 'A declared or fetched schema does not parse.',
  },
  invalidValue: {
    message: ({ path, expected, got }) => `${place(path)}: expected ${expected}, got ${got}.`,
    when: 'A value does not fit the declared schema, when it is written, or when JSON is read.',
  },
  malformedRecord: {
    message: ({ path, reason }) => `${place(path)}: the record is malformed, ${reason}.`,
    when: 'The bytes are cut off, go on after their end, or are no valid encoding.',
  },
  unreadableValue: {
    message: ({ path, reason }) => `${place(path)}: ${reason}.`,
    when: 'What the writer wrote cannot be read as what the reader declares.',
  },
  outOfRange: {
    message: ({ path, expected, got }) => `${place(path)}: ${got} does not fit ${expected}.`,
    when: 'A number would lose its value: a long beyond 2^53 where longs are numbers, a date that Date cannot hold.',
  },
  tooDeep: {
    message: ({ expected }) => `The value is nested deeper than ${expected}, or contains itself.`,
    when: 'A recursive schema meets a value without end.',
  },
  readOnly: {
    message: () => 'This serde was made with readOnly, so that it has no schema id to write with.',
    when: 'serialize is called on a serde that only reads.',
  },
  registryRefused: {
    message: ({ status, errorCode, reason }) => `The registry refused with ${errorCode ?? status}: ${reason}`,
    when: 'The registry answers with an error that a retry would not mend: an incompatible schema, no permission.',
  },
  registryUnreachable: {
    message: ({ url, reason }) => `The registry cannot be reached at ${url}: ${reason}`,
    when: 'No URL answered in time, or all answered with a passing error until the retries were used up.',
  },
  registryAnswerInvalid: {
    message: ({ url, reason }) => `${url} does not answer like a schema registry: ${reason}`,
    when: 'The answer is HTML, no JSON, too large, or lacks a field. Often the URL leads to something else.',
  },
} as const satisfies Record<string, ErrorRow>

export type SerdesErrorKey = keyof typeof table

const contextFields = ['subject', 'schemaId', 'topic', 'partition', 'offset'] as const

/** The only error class of this package; `key` says which row of the table it is. */
export class SerdesError extends Error {
  readonly key: SerdesErrorKey
  /** What is known; the same fields are in the message. */
  readonly details: SerdesErrorDetails

  constructor(key: SerdesErrorKey, details: SerdesErrorDetails = {}, options?: ErrorOptions) {
    super(sentence(key, details), options)
    this.name = 'SerdesError'
    this.key = key
    this.details = details
  }

  /** The same error with what an outer layer knows: subject, schema id, place in the log. */
  in(context: SerdesErrorDetails): SerdesError {
    const options = this.cause === undefined ? {} : { cause: this.cause }
    const error = new SerdesError(this.key, { ...context, ...this.details }, options)
    // Where it went wrong is worth more than where the context was added.
    if (this.stack) error.stack = this.stack.replace(this.message, () => error.message)
    return error
  }
}

type Factories = Readonly<Record<SerdesErrorKey, (details?: SerdesErrorDetails, options?: ErrorOptions) => SerdesError>>

/** `throw serdesErrors.invalidValue({ path, expected, got })`. */
export const serdesErrors = Object.fromEntries(
  Object.keys(table).map((key) => [
    key,
    (details?: SerdesErrorDetails, options?: ErrorOptions) =>
      // The keys are those of the table, which Object.keys cannot express.
      new SerdesError(key as SerdesErrorKey, details, options),
  ]),
) as unknown as Factories

/** The rows of the table, for documentation. */
export function describeSerdesErrors(): { key: SerdesErrorKey; when: string }[] {
  return Object.entries(table).map(([key, { when }]) => ({ key: key as SerdesErrorKey, when }))
}

function sentence(key: SerdesErrorKey, details: SerdesErrorDetails): string {
  const row: ErrorRow = table[key]
  const context = contextFields.filter((field) => details[field] !== undefined)
  const known = context.map((field) => `${field === 'schemaId' ? 'schema id' : field} ${details[field]}`)
  const message = row.message(details).replace(/\.$/, '')
  return known.length === 0 ? `${message}.` : `${message} (${known.join(', ')}).`
}

function place(path = ''): string {
  return path === '' ? 'The value' : path
}

const shown = 60

/** A short description of any value for an error message; never throws, not even on BigInt or cycles. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `string ${JSON.stringify(value.length > shown ? `${value.slice(0, shown)}…` : value)}`
    case 'bigint':
      return `bigint ${value}n`
    case 'number':
      return `number ${Object.is(value, -0) ? '-0' : value}`
    case 'object':
      return value === null ? 'null' : describeObject(value)
    case 'boolean':
      return `boolean ${value}`
    default:
      return typeof value
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `array of ${value.length}`
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : `Date ${value.toISOString()}`
  const name = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' && name !== 'Object' && name !== '' ? `object ${name}` : 'object'
}

/** Joins steps (field names, map keys, array positions) into a path: `lines[2].price`, `labels["a b"]`. */
export function formatPath(steps: readonly (string | number)[]): string {
  let path = ''
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`
    else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(step)) path += `[${JSON.stringify(step)}]`
    else path += path === '' ? step : `.${step}`
  }
  return path
}
