/** The frame in front of every record: magic byte 0, then the schema id as a big-endian int32. */

import { type SerdesError, serdesErrors } from './errors.ts'

/** Bytes that the frame takes; the payload begins there. */
export const frameBytes = 5

/**
 * Reads the schema id from the frame of a record.
 *
 * @throws {SerdesError} `emptyRecord`, `recordTooShort` or `notFramed`.
 */
export function readSchemaId(bytes: Buffer): number {
  if (bytes.length < frameBytes || bytes[0] !== 0) throw notAFrame(bytes)
  return bytes.readInt32BE(1)
}

/** Whether the bytes begin like a framed record; what follows may still be anything. */
export function isFramed(bytes: Uint8Array): boolean {
  return bytes.length >= frameBytes && bytes[0] === 0
}

function notAFrame(bytes: Buffer): SerdesError {
  const [first] = bytes
  if (first === undefined) return serdesErrors.emptyRecord()
  if (first !== 0) return serdesErrors.notFramed({ got: `0x${first.toString(16).padStart(2, '0')}` })
  return serdesErrors.recordTooShort({ got: bytes.length === 1 ? '1 byte' : `${bytes.length} bytes` })
}

/** The same bytes as a Buffer, which the readers work on; nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
