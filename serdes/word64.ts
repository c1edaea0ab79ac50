/** One 64-bit integer seen as a bigint and as two 32-bit halves: the cheapest way from one to the other. */

/** Shared scratch of one value; written and read again within one function, never across a call that may use it. */
export const word64 = new BigInt64Array(1)
export const words = new Int32Array(word64.buffer)

/** Position of the low half in `words`; 1 on a big-endian machine. */
export const lowWord: 0 | 1 = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1
