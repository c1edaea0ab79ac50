/** The bytes of `.index` and `.timeindex` files: fixed entries in ascending order, found by halving. */

/** An entry of `.index`: relative offset u32, position u32. */
export const OFFSET_ENTRY_BYTES = 8
/** An entry of `.timeindex`: timestamp i64, relative offset u32. */
export const TIME_ENTRY_BYTES = 12

export interface OffsetEntry {
  readonly relativeOffset: number
  readonly position: number
}

export interface TimeEntry {
  readonly timestamp: bigint
  readonly relativeOffset: number
}

/** The segment that the entries must lie in. */
export interface SegmentBounds {
  readonly sizeInBytes: number
  /** Offsets of the segment, from its base. */
  readonly offsetSpan: number
}

export function writeOffsetEntry(bytes: Buffer, at: number, entry: OffsetEntry): number {
  return bytes.writeUInt32BE(entry.position, bytes.writeUInt32BE(entry.relativeOffset, at))
}

export function writeTimeEntry(bytes: Buffer, at: number, entry: TimeEntry): number {
  return bytes.writeUInt32BE(entry.relativeOffset, bytes.writeBigInt64BE(entry.timestamp, at))
}

function offsetEntryAt(bytes: Buffer, index: number): OffsetEntry {
  const at = index * OFFSET_ENTRY_BYTES
  return { relativeOffset: bytes.readUInt32BE(at), position: bytes.readUInt32BE(at + 4) }
}

function timeEntryAt(bytes: Buffer, index: number): TimeEntry {
  const at = index * TIME_ENTRY_BYTES
  return { timestamp: bytes.readBigInt64BE(at), relativeOffset: bytes.readUInt32BE(at + 8) }
}

/** The last entry whose offset is not after `relativeOffset`. */
export function findOffsetEntry(bytes: Buffer, relativeOffset: number): OffsetEntry | undefined {
  const index = lastIndexWhere(
    bytes.length / OFFSET_ENTRY_BYTES,
    (at) => offsetEntryAt(bytes, at).relativeOffset <= relativeOffset,
  )
  return index < 0 ? undefined : offsetEntryAt(bytes, index)
}

/** The last entry whose timestamp is not after `timestamp`. */
export function findTimeEntry(bytes: Buffer, timestamp: bigint): TimeEntry | undefined {
  const index = lastIndexWhere(bytes.length / TIME_ENTRY_BYTES, (at) => timeEntryAt(bytes, at).timestamp <= timestamp)
  return index < 0 ? undefined : timeEntryAt(bytes, index)
}

/** The entries up to the first that does not ascend or does not lie in the segment. */
export function soundOffsetEntries(bytes: Buffer, { sizeInBytes, offsetSpan }: SegmentBounds): Buffer {
  let last: OffsetEntry = { relativeOffset: -1, position: 0 }
  const count = countWhile(bytes.length / OFFSET_ENTRY_BYTES, (index) => {
    const entry = offsetEntryAt(bytes, index)
    if (entry.relativeOffset <= last.relativeOffset || entry.relativeOffset >= offsetSpan) return false
    if (entry.position <= last.position || entry.position >= sizeInBytes) return false
    last = entry
    return true
  })
  return bytes.subarray(0, count * OFFSET_ENTRY_BYTES)
}

/** The same for `.timeindex`; both the times and the offsets that first reached them ascend. */
export function soundTimeEntries(bytes: Buffer, { offsetSpan }: SegmentBounds): Buffer {
  let last: TimeEntry = { timestamp: -1n, relativeOffset: -1 }
  const count = countWhile(bytes.length / TIME_ENTRY_BYTES, (index) => {
    const entry = timeEntryAt(bytes, index)
    if (entry.timestamp <= last.timestamp || entry.relativeOffset <= last.relativeOffset) return false
    if (entry.relativeOffset >= offsetSpan) return false
    last = entry
    return true
  })
  return bytes.subarray(0, count * TIME_ENTRY_BYTES)
}

/** The last of `count` ascending places where `holds`, or -1. */
export function lastIndexWhere(count: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = Math.floor(count)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low - 1
}

function countWhile(count: number, holds: (index: number) => boolean): number {
  let index = 0
  while (index + 1 <= count && holds(index)) index += 1
  return index
}
