/** What a command prints on standard output: text for people, JSON for machines. */

import { once } from 'node:events'

export function printValue(value: unknown, text: string, json: boolean): void {
  print(json ? toJson(value) : text)
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Pieces one after the other, no faster than whoever reads takes them. */
export async function printPieces(pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
}

/** A sentence for whoever watches, on standard error, so that it is never taken for the result. */
export function note(text: string): void {
  process.stderr.write(`${withoutControls(text)}\n`)
}

/** One document over several lines. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, jsonValue, 2)
}

/**
 * Text from elsewhere must not move the cursor of a terminal, so control characters are shown by their numbers.
 * Line ends and tabs stay.
 */
export function withoutControls(text: string): string {
  return text.replace(controlCharacter, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const controlCharacter = /[^\P{Cc}\n\t]/gu

/** JSON schemas over several lines; Protobuf as it is. */
export function indented(schema: string): string {
  try {
    return JSON.stringify(JSON.parse(schema), undefined, 2)
  } catch {
    return withoutControls(schema)
  }
}

/** JSON has no 64-bit integers that every reader keeps; they travel as strings, bytes as base64. */
function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value
}
