/** Exact decimals and Java's ways of printing numbers, on the literals that a JSON text holds. */

/** `unscaled * 10^-scale`, the form of Java's `BigDecimal`. */
interface Decimal {
  readonly unscaled: bigint
  readonly scale: number
}

const decimalLiteral = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** Exponents beyond this are refused where a number is computed with: aligning them would need as many digits. */
const exponentLimit = 10_000

/** Whether the literal has neither fraction nor exponent, so that Java reads it as an integer of any size. */
export function isIntegerLiteral(literal: string): boolean {
  return /^-?\d+$/.test(literal)
}

/** The double that a literal stands for; too large ones are infinite. */
export function toDouble(literal: string): number {
  return Number(literal)
}

function toDecimal(literal: string): Decimal | undefined {
  const [, whole, fraction = '', exponent = '0'] = decimalLiteral.exec(literal) ?? []
  if (whole === undefined) return undefined
  return { unscaled: BigInt(whole + fraction), scale: fraction.length - Number(exponent) }
}

/** Whether two literals stand for the same number: `5`, `5.0` and `0.5e1`. */
export function sameNumber(a: string, b: string): boolean {
  return a === b || reducedText(a) === reducedText(b)
}

function reducedText(literal: string): string {
  const decimal = toDecimal(literal)
  if (!decimal) return literal
  if (decimal.unscaled === 0n) return '0'
  const digits = decimal.unscaled.toString()
  const reduced = digits.replace(/0+$/, '')
  return `${reduced}e${digits.length - reduced.length - decimal.scale}`
}

/** Whether `a` is a whole multiple of `b`; false where the two are too far apart to be aligned exactly. */
export function isMultipleOf(a: string, b: string): boolean {
  const left = toDecimal(a)
  const right = toDecimal(b)
  if (!left || !right || right.unscaled === 0n) return false
  if (left.unscaled === 0n) return true
  const shift = left.scale - right.scale
  if (Math.abs(shift) > exponentLimit) return false
  const power = 10n ** BigInt(Math.abs(shift))
  return shift > 0 ? left.unscaled % (right.unscaled * power) === 0n : (left.unscaled * power) % right.unscaled === 0n
}

/** Prints as Java's `BigDecimal.toString`: digits stay, far exponents are written `1E+3`. Integers stay as they are. */
export function bigDecimalText(literal: string): string {
  if (isIntegerLiteral(literal)) return literal === '-0' ? '0' : literal
  const decimal = toDecimal(literal)
  if (!decimal) return JSON.stringify(literal)
  const { unscaled, scale } = decimal
  const sign = unscaled < 0n ? '-' : ''
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString()
  const exponent = digits.length - 1 - scale
  if (scale < 0 || exponent < -6) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    return `${sign}${mantissa}E${exponent < 0 ? '' : '+'}${exponent}`
  }
  if (scale === 0) return sign + digits
  const padded = digits.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

/** Prints as Java's `Double.toString`: `1.0`, `1.0E10`, `1.0E-5`. Not-a-number and the infinities come out as JSON strings. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value))
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', exponentText = '0'] = Math.abs(value).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(exponentText)
  const sign = value < 0 ? '-' : ''
  if (exponent < -3 || exponent >= 7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const padded = digits.padEnd(exponent + 2, '0')
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1)}`
}
