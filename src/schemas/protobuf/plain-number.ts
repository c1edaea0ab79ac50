/** Numbers of options in one notation: `0x1F` is `31`, `1e3` is `1000`, `1.50` is `1.5`. */

/** Digits that an exponent may add; a number with more of them stays as it is. */
const mostDigits = 400

/** @returns the text itself where it is no number, as `inf`, `true` and the names of constants. */
export function plainNumber(text: string): string {
  const negative = text.startsWith('-')
  const literal = negative ? text.slice(1) : text
  const plain = unsigned(literal)
  return plain === undefined ? text : `${negative ? '-' : ''}${plain}`
}

function unsigned(literal: string): string | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(literal)) return BigInt(literal.toLowerCase()).toString()
  if (/^0[0-7]+$/.test(literal)) return BigInt(`0o${literal}`).toString()
  const [, whole = '', fraction = '', exponent = '0'] =
    /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?[fF]?$/.exec(literal) ?? []
  if (whole === '' && fraction === '') return undefined
  const shift = Number(exponent)
  if (Math.abs(shift) > mostDigits) return undefined
  return moved(whole, fraction, shift)
}

/** The digits with the point moved to the right. */
function moved(whole: string, fraction: string, shift: number): string {
  const digits = `${'0'.repeat(mostDigits)}${whole}${fraction}${'0'.repeat(mostDigits)}`
  const point = mostDigits + whole.length + shift
  const integer = digits.slice(0, point).replace(/^0+/, '')
  const rest = digits.slice(point).replace(/0+$/, '')
  return `${integer === '' ? '0' : integer}${rest === '' ? '' : `.${rest}`}`
}
