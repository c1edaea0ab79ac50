/** What HTTP itself refuses, before or beside the registry's own rules. */

import { CodedError, defineErrors } from '../errors.ts'

/** A request that is not one of ours, or a listener that cannot listen. `code` is the HTTP status. */
export class HttpError extends CodedError {}

export const httpErrors = defineErrors(HttpError, {
  badRequest: {
    code: 400,
    message: (reason: string) => `HTTP 400 Bad Request: ${reason}`,
    when: 'The request is not well-formed HTTP, or its path is not well-formed percent-encoding.',
  },
  malformedBody: {
    code: 400,
    message: (reason: string) => `The body is not JSON: ${reason}`,
    when: 'The body is not JSON in UTF-8.',
  },
  wrongJsonType: {
    code: 400,
    message: (place: string, expected: string, got: string) => `${place} must be ${expected}, not ${got}`,
    when: 'The body, or a known field of it, has another JSON type than it should have.',
  },
  contextHasColon: {
    code: 400,
    message: (context: string) => `Context name '${context}' cannot contain a colon`,
    when: 'The context in the path `/contexts/{context}/…` has a colon inside of its name.',
  },
  forbidden: {
    code: 403,
    message: () => 'Forbidden',
    when: 'Who asks may not do this.',
  },
  notFound: {
    code: 404,
    message: () => 'HTTP 404 Not Found',
    when: 'There is no such path, or a number in the path or the query is none.',
  },
  methodNotAllowed: {
    code: 405,
    message: () => 'HTTP 405 Method Not Allowed',
    when: 'The path exists, but not with this method; the header Allow names those it has.',
  },
  notAcceptable: {
    code: 406,
    message: () => 'HTTP 406 Not Acceptable',
    when: 'The header Accept names none of the media types that are answered.',
  },
  requestTimeout: {
    code: 408,
    message: () => 'HTTP 408 Request Timeout',
    when: 'A request did not arrive whole in time (http.request.timeout).',
  },
  bodyTooLarge: {
    code: 413,
    message: (limit: number) => `The body is larger than ${limit} bytes (http.body.bytes)`,
    when: 'The body is larger than the limit, also where it is so only when unpacked.',
  },
  bodyTooIntricate: {
    code: 413,
    message: (limit: number) => `The body holds more than ${limit} JSON values; send it in parts.`,
    when: 'The body holds more arrays, objects, members and items than the limit, whatever its size in bytes.',
  },
  unsupportedMediaType: {
    code: 415,
    message: () => 'HTTP 415 Unsupported Media Type',
    when: 'The body is announced as anything but JSON, or packed in an unknown way.',
  },
  bodyMissing: {
    code: 422,
    message: (operation: string) => `${operation}.request must not be null (was null)`,
    when: 'A request that needs a body has none.',
  },
  headersTooLarge: {
    code: 431,
    message: () => 'HTTP 431 Request Header Fields Too Large',
    when: 'Path and headers together are longer than 16 KiB.',
  },
  internal: {
    code: 500,
    message: () => 'Internal Server Error',
    when: 'A fault of ours; the process log has it under the request id.',
  },
  addressInUse: {
    code: 503,
    message: (address: string) => `The HTTP port ${address} is taken by another process; choose another one.`,
    when: 'At the start, when the address of the listener is in use.',
  },
  addressUnusable: {
    code: 503,
    message: (address: string, reason: string) => `The registry cannot listen on ${address}: ${reason}.`,
    when: 'At the start, when the address of the listener is not one of this machine, or may not be used.',
  },
  timedOut: {
    code: 504,
    message: () => 'HTTP 504 Gateway Timeout',
    when: 'The answer did not come in time (http.request.timeout).',
  },
})
