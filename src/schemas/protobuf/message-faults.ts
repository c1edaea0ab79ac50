/** Numbers, names and types of fields that no compiler takes. */
import { fieldType } from './field-types.ts'
import { type MessageBody, maxTag, type ProtobufField } from './model.ts'
import { inRanges, rangesOf, reservedNames } from './reserved.ts'
import type { Scope, TypeTable } from './type-table.ts'

/** Numbers that the implementations of Protobuf keep for themselves. */
const kept = { first: 19_000, last: 19_999 }

export function* fieldFaults(body: MessageBody, scope: Scope, table: TypeTable): Generator<string> {
  const { fields, oneofs, groups, reserved, extensions } = body
  const members = oneofs.flatMap((oneof) => [...oneof.fields, ...oneof.groups])
  const isReserved = inRanges(rangesOf(reserved))
  const names = new Set(reservedNames(reserved))
  const isOpen = inRanges(extensions.flatMap((statement) => statement.ranges))
  const byTag = new Map<number, string>()
  for (const field of [...fields, ...groups, ...members]) {
    const { name, tag } = field
    const what = `the field '${name}' of '${scope.name}'`
    const other = byTag.get(tag)
    byTag.set(tag, name)
    if (other !== undefined) yield `${what} has the number ${tag}, which '${other}' has too`
    if (tag < 1 || tag > maxTag) yield `${what} has the number ${tag}, which is not from 1 to ${maxTag}`
    if (tag >= kept.first && tag <= kept.last)
      yield `${what} has the number ${tag}; ${kept.first} to ${kept.last} are kept for Protobuf itself`
    if (isReserved(tag)) yield `${what} has the number ${tag}, which is reserved`
    if (isOpen(tag)) yield `${what} has the number ${tag}, which is one for extensions`
    if (names.has(name)) yield `${what} has a name that is reserved`
    if ('type' in field) yield* typeFaults(field, what, scope, table)
  }
}

/** Types of fields are known by now; those of the values of maps are not. */
function* typeFaults({ type }: ProtobufField, what: string, scope: Scope, table: TypeTable): Generator<string> {
  if (typeof type === 'string') return
  const value = fieldType(type.value, scope, table, true)
  if (value.kind === 'message' && !value.entry)
    yield `${what} has values of the type '${type.value}', which is not known`
}
