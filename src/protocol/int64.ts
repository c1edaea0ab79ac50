/** An int64 as a number, in two halves: a bigint for each offset would cost more than the rest of the field. */

/** Exact where the value lies within 2^53; beyond, it is near and never a safe integer. */
export function readInt64(bytes: Buffer, position: number): number {
  return bytes.readInt32BE(position) * 0x1_0000_0000 + bytes.readUInt32BE(position + 4)
}

/** @param value - a safe integer. */
export function writeInt64(bytes: Buffer, position: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000)
  bytes.writeInt32BE(high, position)
  bytes.writeUInt32BE(value - high * 0x1_0000_0000, position + 4)
}
