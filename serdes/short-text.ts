/** Reads short text in JavaScript: below two dozen characters that takes a third of a native call. */

/** Most characters (UTF-16 units) that one call of `String.fromCharCode` is compiled for. */
const maxUnits = 24

type JoinUnits = (units: ArrayLike<number>, position: number) => string | undefined

/** By length: joins units that are all ASCII, or gives `undefined`. */
const joinAscii = Array.from({ length: maxUnits + 1 }, (_, length) => compileJoin(length, true))

/** By length: joins any units. */
const joinUnits = Array.from({ length: maxUnits + 1 }, (_, length) => compileJoin(length, false))

/** Units of the text that is decoded; no text takes more than its bytes. */
const units = new Uint16Array(maxUnits * 3)

/**
 * Reads UTF-8 where that is quicker than the runtime's own decoder.
 *
 * @returns `undefined` where it is not, or where the bytes are no UTF-8: the caller's slower way decides.
 */
export function readShortText(bytes: Uint8Array, position: number, length: number): string | undefined {
  if (length <= maxUnits) return joinAscii[length]?.(bytes, position) ?? decodeShort(bytes, position, length)
  // Text that begins beyond ASCII, as most does that is written in other scripts, is three bytes a character.
  const isOther = length <= units.length && (bytes[position] ?? 0) > 0x7f
  return isOther ? decodeShort(bytes, position, length) : undefined
}

function decodeShort(bytes: Uint8Array, position: number, length: number): string | undefined {
  const count = decodeUnits(bytes, position, position + length)
  return count <= maxUnits ? joinUnits[count]?.(units, 0) : undefined
}

/**
 * Decodes into `units`, as strictly as Unicode asks (table 3-7): nothing overlong, no surrogates, nothing cut.
 *
 * @returns the number of units, or Infinity where the bytes are no UTF-8.
 */
function decodeUnits(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  let position = start
  while (position < end) {
    const first = bytes[position] ?? 0
    if (first < 0x80) {
      units[count++] = first
      position++
      continue
    }
    const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    const smallest = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x1_0000
    let code = first & (0x7f >> size)
    for (let i = 1; i < size; i++) {
      const next = bytes[position + i] ?? 0
      if ((next & 0xc0) !== 0x80) return Number.POSITIVE_INFINITY
      code = (code << 6) | (next & 0x3f)
    }
    position += size
    const isValid =
      first >= 0xc2 && first <= 0xf4 && code >= smallest && code <= 0x10_ffff && (code & 0xff_f800) !== 0xd800
    if (!isValid) return Number.POSITIVE_INFINITY
    if (size < 4) units[count++] = code
    else {
      units[count++] = 0xd7c0 + (code >> 10)
      units[count++] = 0xdc00 + (code & 0x3ff)
    }
  }
  // A character that reaches beyond the end of the text is cut.
  return position === end ? count : Number.POSITIVE_INFINITY
}

/** A function for one length, so that all units go into one call as plain arguments. */
function compileJoin(length: number, onlyAscii: boolean): JoinUnits {
  const names = Array.from({ length }, (_, index) => `u${index}`)
  const reads = names.map((name, index) => `const ${name} = units[position + ${index}];`)
  const check = onlyAscii ? `if ((${['0', ...names].join(' | ')}) > 0x7f) return undefined;` : ''
  const source = `return (units, position) => { ${reads.join(' ')} ${check} return join(${names.join(', ')}); }`
  // The source has the parameters of JoinUnits.
  return new Function('join', source)(String.fromCharCode) as JoinUnits
}
