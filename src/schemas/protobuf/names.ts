/** Visits every name of a type that a file uses, with the scope in which it stands. */
import type { MessageBody, ProtobufExtend, ProtobufField, ProtobufFile } from './model.ts'
import { scalarTypes } from './model.ts'
import type { Scope, TypeTable } from './type-table.ts'

export interface UsedName {
  readonly name: string
  readonly scope: Scope
  readonly position: number
}

/** Types of fields, messages that are extended, what methods take and give. Scalar types are no names; nor are the
 * types of map values, which the reference does not look at when it judges a schema. */
export function* usedNames(file: ProtobufFile, table: TypeTable): Generator<UsedName> {
  const scope = table.packageScope(file)
  yield* namesOfTypes(file.types, scope)
  for (const extended of file.extends) yield* namesOfExtend(extended, scope)
  for (const { methods } of file.services) {
    for (const { input, output, position } of methods) {
      yield { name: input, scope, position }
      yield { name: output, scope, position }
    }
  }
}

function* namesOfTypes(types: ProtobufFile['types'], scope: Scope): Generator<UsedName> {
  for (const type of types) {
    if (type.kind === 'message') yield* namesOfBody(type, scope.enter(type.name))
  }
}

function* namesOfBody(body: MessageBody, scope: Scope): Generator<UsedName> {
  const groups = [...body.groups]
  yield* namesOfFields(body.fields, scope)
  for (const oneof of body.oneofs) {
    yield* namesOfFields(oneof.fields, scope)
    groups.push(...oneof.groups)
  }
  for (const group of groups) yield* namesOfBody(group, scope.enter(group.name))
  for (const extended of body.extends) yield* namesOfExtend(extended, scope)
  yield* namesOfTypes(body.types, scope)
}

function* namesOfExtend({ target, fields, groups, position }: ProtobufExtend, scope: Scope): Generator<UsedName> {
  yield { name: target, scope, position }
  yield* namesOfFields(fields, scope)
  for (const group of groups) yield* namesOfBody(group, scope.enter(group.name))
}

function* namesOfFields(fields: readonly ProtobufField[], scope: Scope): Generator<UsedName> {
  for (const { type, position } of fields) {
    if (typeof type === 'string' && !scalarTypes.has(type)) yield { name: type, scope, position }
  }
}
