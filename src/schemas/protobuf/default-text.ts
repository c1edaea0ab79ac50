/** Defaults as descriptors have them: text, whatever the type. */
import type { OptionValue } from './model.ts'
import { plainNumber } from './plain-number.ts'
import { quote, toBytes } from './string-literal.ts'

const whole = /^s?fixed|^[su]?int/

/** @param type - name of the field's type. */
export function defaultText(value: OptionValue, type: string): string {
  if (value.kind === 'string') return type === 'bytes' ? escaped(value.value) : value.value
  if (value.kind !== 'word') return ''
  if (whole.test(type)) return plainNumber(value.text)
  return type === 'double' || type === 'float' ? numberText(value.text) : value.text
}

function numberText(text: string): string {
  const value = Number(text)
  return Number.isFinite(value) ? String(value) : text
}

/** Bytes beyond ASCII and control characters as escapes. */
function escaped(value: string): string {
  return [...toBytes(value)].map(escapedByte).join('')
}

function escapedByte(byte: number): string {
  const letter = String.fromCharCode(byte)
  if (/[\n\r\t"'\\]/.test(letter)) return quote(letter).slice(1, -1)
  return byte >= 0x20 && byte < 0x7f ? letter : `\\${byte.toString(8).padStart(3, '0')}`
}
