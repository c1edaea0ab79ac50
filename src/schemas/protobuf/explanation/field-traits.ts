/** What options and syntax say about a field: whether it knows that it was not set, and how its values are written. */

import { Lines } from '../lines.ts'
import type { OptionValue, ProtobufField, ProtobufFile, ProtobufMessage, ProtobufOption } from '../model.ts'
import { findOption } from '../options.ts'
import { printOptionStatement } from '../print-options.ts'

/** A field with what is around it. */
export interface FieldInFile {
  readonly field: ProtobufField
  readonly message: ProtobufMessage
  readonly file: ProtobufFile
}

export type Presence = 'required' | 'explicit' | 'implicit'

export function presenceOf({ field, message, file }: FieldInFile): Presence {
  if (field.label === 'required') return 'required'
  if (file.edition !== undefined) {
    const feature = featureOf('field_presence', [field.options, message.options, file.options])
    if (feature === 'LEGACY_REQUIRED') return 'required'
    return feature === 'IMPLICIT' ? 'implicit' : 'explicit'
  }
  return file.syntax === 'proto3' && field.label !== 'optional' ? 'implicit' : 'explicit'
}

/** Whether several numbers are written as one block of bytes. */
export function isPacked({ field, message, file }: FieldInFile): boolean {
  const option = findOption(field.options, 'packed')
  if (option?.kind === 'word') return option.text === 'true'
  if (file.edition === undefined) return file.syntax === 'proto3'
  const feature = featureOf('repeated_field_encoding', [field.options, message.options, file.options])
  return feature !== 'EXPANDED'
}

/** `features.name = VALUE` or `features = { name: VALUE }`, the innermost. */
function featureOf(name: string, levels: readonly (readonly ProtobufOption[])[]): string | undefined {
  for (const { name: parts, value } of levels.flat()) {
    const [first, second] = parts
    if (first?.name !== 'features' || first.extension) continue
    if (second?.name === name) return wordOf(value)
    const entry = !second && value.kind === 'message' ? value.entries.get(name) : undefined
    if (entry) return wordOf(entry)
  }
  return undefined
}

function wordOf(value: OptionValue): string | undefined {
  return value.kind === 'word' ? value.text : undefined
}

/** Options that are told of in other words. */
const ownWords = new Set(['packed', 'deprecated', 'features', 'default', 'json_name', 'allow_alias'])

/** The other options, printed and in order. */
export function otherOptions(options: readonly ProtobufOption[]): string[] {
  const others = options.filter(({ name: [first] }) => first?.extension || !ownWords.has(first?.name ?? ''))
  return others.map(printed).sort()
}

function printed(option: ProtobufOption): string {
  const lines = new Lines()
  printOptionStatement(lines, option)
  return lines.toString().trim()
}
