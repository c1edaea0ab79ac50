/** What is wrong with bytes that should be a message, a layout or a record batch. */

import { CodedError, defineErrors } from '../errors.ts'
import { errorCodes } from './error-codes.ts'

/** Bytes that do not say what they should, or a value that cannot be said in bytes. */
export class ProtocolError extends CodedError {}

export const protocolErrors = defineErrors(ProtocolError, {
  truncated: {
    code: errorCodes.INVALID_REQUEST,
    message: (what: string, needed: number, left: number) => `${what} needs ${needed} bytes and ${left} are left.`,
    when: 'a message ends in the middle of a field',
  },
  badLength: {
    code: errorCodes.INVALID_REQUEST,
    message: (what: string, length: number) => `${what} has the impossible length ${length}.`,
    when: 'a length or count is negative, null where null is not allowed, or larger than the bytes that are left',
  },
  badValue: {
    code: errorCodes.INVALID_REQUEST,
    message: (what: string, reason: string) => `${what}: ${reason}.`,
    when: 'a field holds what its type cannot hold: a bad varint, text that is not UTF-8, tags that do not ascend',
  },
  unsupportedVersion: {
    code: errorCodes.UNSUPPORTED_VERSION,
    message: (api: string, apiVersion: number, min: number, max: number) =>
      `${api} version ${apiVersion} is not served; versions ${min} to ${max} are.`,
    when: 'a message of a version that is not declared',
  },
  cannotEncode: {
    code: errorCodes.UNKNOWN_SERVER_ERROR,
    message: (what: string, reason: string) => `${what} cannot be encoded: ${reason}.`,
    when: 'a value of ours does not fit its field, for instance text of more than 32767 bytes',
  },
  corruptBatch: {
    code: errorCodes.CORRUPT_MESSAGE,
    message: (reason: string) => `The record batch is corrupt: ${reason}.`,
    when: 'the frame or the checksum of a record batch is wrong',
  },
  invalidRecords: {
    code: errorCodes.INVALID_RECORD,
    message: (reason: string) => `The records of the batch are invalid: ${reason}.`,
    when: 'the records inside a batch break the format, or do not decompress within the bound',
  },
})
