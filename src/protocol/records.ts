/** The records inside a batch: lengths as zigzag varints, offsets and times as differences from the batch's own. */

import type { RecordBatchHeader } from './batch-header.ts'
import { errorCodes } from './error-codes.ts'
import { ProtocolError, protocolErrors } from './errors.ts'
import { Reader } from './reader.ts'
import { writeUvarint } from './writer.ts'

interface RecordHeader {
  key: string
  value: Buffer | null
}

/** A record as it is handed in for encoding. */
export interface RecordInput {
  key: Uint8Array | null
  value: Uint8Array | null
  headers?: readonly { key: string; value: Uint8Array | null }[]
  /** Milliseconds since the epoch; -1 where left out. */
  timestamp?: bigint
}

/** A record as it lies in the log. */
export interface LogRecord {
  offset: number
  timestamp: bigint
  key: Buffer | null
  value: Buffer | null
  headers: RecordHeader[]
}

/** Encodes records one behind the other, with `headroom` bytes left free in front. */
export function encodeRecords(records: readonly RecordInput[], baseTimestamp: bigint, headroom: number): Buffer {
  const deltas = records.map(({ timestamp = -1n }) => BigInt.asIntN(64, timestamp - baseTimestamp))
  const bodySizes = records.map((record, offsetDelta) => bodySize(record, deltas[offsetDelta] ?? 0n, offsetDelta))
  const size = bodySizes.reduce((sum, body) => sum + varintSize(body) + body, headroom)
  const bytes = Buffer.allocUnsafe(size)
  let position = headroom
  for (const [offsetDelta, record] of records.entries()) {
    position = writeVarint(bytes, position, bodySizes[offsetDelta] ?? 0)
    position = writeRecord(bytes, position, record, deltas[offsetDelta] ?? 0n, offsetDelta)
  }
  return bytes
}

/**
 * @param bytes - the records of the batch, decompressed.
 * @throws {ProtocolError} invalidRecords where they are not as many as the header says, or not records.
 */
export function readRecords(bytes: Buffer, header: RecordBatchHeader): LogRecord[] {
  // A count that promises more than the smallest of records take is not believed.
  if (header.recordCount < 0 || header.recordCount * minRecordBytes > bytes.length)
    throw protocolErrors.invalidRecords(`${header.recordCount} of them do not fit into ${bytes.length} bytes`)
  const reader = new Reader(bytes)
  const records: LogRecord[] = []
  try {
    for (let at = 0; at < header.recordCount; at++) records.push(readRecord(reader, header))
  } catch (error) {
    if (error instanceof ProtocolError && error.code === errorCodes.INVALID_RECORD) throw error
    throw protocolErrors.invalidRecords(`number ${records.length} ends too early`).because(error)
  }
  if (reader.left > 0) throw protocolErrors.invalidRecords(`${reader.left} bytes follow the last one`)
  return records
}

/** Length, attributes, two differences, two lengths and a count, in a byte each. */
const minRecordBytes = 7

function readRecord(reader: Reader, header: RecordBatchHeader): LogRecord {
  const length = reader.varint()
  if (length < 0 || length > reader.left) throw protocolErrors.invalidRecords(`one has the length ${length}`)
  const end = reader.position + length
  reader.int8() // attributes, of which none is defined
  const timestampDelta = reader.varlong()
  const offsetDelta = reader.varint()
  const key = readBytes(reader)
  const value = readBytes(reader)
  const headers = readHeaders(reader)
  if (reader.position !== end) throw protocolErrors.invalidRecords('the length of one is not that of its parts')
  const isLogAppendTime = header.timestampType === 'LogAppendTime'
  return {
    offset: header.baseOffset + offsetDelta,
    timestamp: isLogAppendTime ? header.maxTimestamp : BigInt.asIntN(64, header.baseTimestamp + timestampDelta),
    key,
    value,
    headers,
  }
}

function readHeaders(reader: Reader): RecordHeader[] {
  const count = reader.varint()
  if (count < 0 || count * 2 > reader.left) throw protocolErrors.invalidRecords(`one has ${count} headers`)
  const headers: RecordHeader[] = []
  for (let at = 0; at < count; at++) {
    const keyLength = reader.varint()
    if (keyLength < 0) throw protocolErrors.invalidRecords('the key of a header is null')
    // Brokers keep keys as they come, so one that is not UTF-8 must not make its whole batch unreadable.
    const key = reader.slice(keyLength, 'header key').toString()
    headers.push({ key, value: readBytes(reader) })
  }
  return headers
}

function readBytes(reader: Reader): Buffer | null {
  const length = reader.varint()
  if (length < -1) throw protocolErrors.invalidRecords(`one has a part of length ${length}`)
  return length === -1 ? null : reader.slice(length, 'record')
}

function writeRecord(
  bytes: Buffer,
  start: number,
  { key, value, headers = [] }: RecordInput,
  timestampDelta: bigint,
  offsetDelta: number,
): number {
  bytes[start] = 0
  let position = writeVarlong(bytes, start + 1, timestampDelta)
  position = writeVarint(bytes, position, offsetDelta)
  position = writeBytes(bytes, position, key)
  position = writeBytes(bytes, position, value)
  position = writeVarint(bytes, position, headers.length)
  for (const header of headers) {
    position = writeVarint(bytes, position, Buffer.byteLength(header.key))
    position += bytes.write(header.key, position, 'utf8')
    position = writeBytes(bytes, position, header.value)
  }
  return position
}

function writeBytes(bytes: Buffer, position: number, value: Uint8Array | null): number {
  const start = writeVarint(bytes, position, value === null ? -1 : value.length)
  if (value === null) return start
  bytes.set(value, start)
  return start + value.length
}

function bodySize({ key, value, headers = [] }: RecordInput, timestampDelta: bigint, offsetDelta: number): number {
  let size = 1 + varlongSize(timestampDelta) + varintSize(offsetDelta) + bytesSize(key) + bytesSize(value)
  size += varintSize(headers.length)
  for (const header of headers) {
    const keyLength = Buffer.byteLength(header.key)
    size += varintSize(keyLength) + keyLength + bytesSize(header.value)
  }
  return size
}

function bytesSize(value: Uint8Array | null): number {
  return value === null ? 1 : varintSize(value.length) + value.length
}

/** Zigzag: small numbers of either sign become small unsigned ones. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0
}

function varintSize(value: number): number {
  const bits = 32 - Math.clz32(zigzag(value))
  return Math.max(1, Math.ceil(bits / 7))
}

export function writeVarint(bytes: Buffer, position: number, value: number): number {
  return writeUvarint(bytes, position, zigzag(value))
}

const isSmall = (value: bigint) => value >= -0x4000_0000n && value < 0x4000_0000n

export function varlongSize(value: bigint): number {
  if (isSmall(value)) return varintSize(Number(value))
  let size = 1
  for (let rest = zigzagLong(value); rest > 0x7fn; rest >>= 7n) size += 1
  return size
}

export function writeVarlong(bytes: Buffer, position: number, value: bigint): number {
  if (isSmall(value)) return writeVarint(bytes, position, Number(value))
  let at = position
  let rest = zigzagLong(value)
  for (; rest > 0x7fn; rest >>= 7n) {
    bytes[at] = Number(rest & 0x7fn) | 0x80
    at += 1
  }
  bytes[at] = Number(rest)
  return at + 1
}

function zigzagLong(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
}
