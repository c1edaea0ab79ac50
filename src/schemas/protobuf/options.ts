/** Small questions about options. */
import type { OptionNamePart, OptionValue, ProtobufField, ProtobufOption } from './model.ts'

/** An option of descriptor.proto itself. */
export function plainOption(name: string, value: OptionValue): ProtobufOption {
  return { name: [{ name, extension: false }], value }
}

/** The value of an option of descriptor.proto, the last one where it is given several times. */
export function findOption(options: readonly ProtobufOption[], name: string): OptionValue | undefined {
  return options.findLast((option) => isPlain(option.name, name))?.value
}

export function isPlain([first, ...others]: readonly OptionNamePart[], name: string): boolean {
  return first?.name === name && !first.extension && others.length === 0
}

/** Whether a boolean option is set to true. */
export function isSet(options: readonly ProtobufOption[], name: string): boolean {
  const value = findOption(options, name)
  return value?.kind === 'word' && value.text === 'true'
}

/** The options of a field with what is printed like one: `default` and `json_name` come last, as in the reference. */
export function printedOptions({ options, defaultValue, jsonName }: ProtobufField): ProtobufOption[] {
  const all = [...options]
  if (defaultValue) all.push(plainOption('default', defaultValue))
  if (jsonName !== undefined) all.push(plainOption('json_name', { kind: 'string', value: jsonName }))
  return all
}
