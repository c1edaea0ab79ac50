/** Reads short ASCII text in JavaScript: below two dozen characters that takes a third of a native call. */

/** Longest text that {@link readShortAscii} reads. */
const shortTextLength = 24

type ReadText = (bytes: Uint8Array, position: number) => string | undefined

/** One function for each length, so that all characters go into one `String.fromCharCode`. */
const readers = Array.from({ length: shortTextLength + 1 }, (_, length) => compileReader(length))

/** @returns `undefined` where the text is longer, or one of the bytes is not ASCII. */
export function readShortAscii(bytes: Uint8Array, position: number, length: number): string | undefined {
  return length > shortTextLength ? undefined : readers[length]?.(bytes, position)
}

function compileReader(length: number): ReadText {
  const names = Array.from({ length }, (_, index) => `c${index}`)
  const reads = names.map((name, index) => `const ${name} = bytes[position + ${index}];`)
  const source = `return (bytes, position) => {
    ${reads.join('\n')}
    return (${['0', ...names].join(' | ')}) > 0x7f ? undefined : fromCharCode(${names.join(', ')});
  }`
  // The source has the parameters of ReadText.
  return new Function('fromCharCode', source)(String.fromCharCode) as ReadText
}
