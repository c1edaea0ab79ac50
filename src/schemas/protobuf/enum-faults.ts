/** Constants of enums that no compiler takes. */
import type { ProtobufEnum, ProtobufFile } from './model.ts'
import { isSet } from './options.ts'
import { inRanges, rangesOf, reservedNames } from './reserved.ts'

export function* enumFaults(own: ProtobufEnum, fullName: string, { syntax }: ProtobufFile): Generator<string> {
  const { constants, options, reserved } = own
  const [first] = constants
  if (!first) yield `the enum '${fullName}' has no constants`
  else if (syntax === 'proto3' && first.tag !== 0) yield `the first constant of '${fullName}' is not 0, as in proto3`
  const aliases = isSet(options, 'allow_alias')
  const isReserved = inRanges(rangesOf(reserved))
  const names = new Set(reservedNames(reserved))
  const byTag = new Map<number, string>()
  for (const { name, tag } of constants) {
    const other = byTag.get(tag)
    byTag.set(tag, name)
    const what = `the constant '${name}' of '${fullName}'`
    if (other !== undefined && !aliases) yield `${what} has the number ${tag}, which '${other}' has too`
    if (isReserved(tag)) yield `${what} has a number that is reserved`
    if (names.has(name)) yield `${what} has a name that is reserved`
  }
}
