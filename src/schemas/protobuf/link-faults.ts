/**
 * What a compiler finds beyond the grammar: numbers and names used twice, reserved ones used, files and types that are
 * not there. The Confluent registry stores such schemas all the same, unless it is told to look at fields.
 */

import { builtInFiles } from './built-in-files.ts'
import { type ProtobufDocument, typesOf } from './document.ts'
import { enumFaults } from './enum-faults.ts'
import { fieldFaults } from './message-faults.ts'
import type { MessageBody, ProtobufFile, ProtobufType } from './model.ts'
import { inRanges } from './reserved.ts'
import type { Scope, TypeTable } from './type-table.ts'

/** The first fault, in plain words. */
export function protobufFault(document: ProtobufDocument): string | undefined {
  for (const fault of faultsOf(document)) return fault
  return undefined
}

function* faultsOf(document: ProtobufDocument): Generator<string> {
  yield* importFaults(document)
  const table = typesOf(document)
  const { file } = document
  const scope = table.packageScope(file)
  yield* sharedNames(file, constantsOf(file.types), scope.name)
  yield* typeFaults(file.types, scope, table, file)
  yield* extensionFaults(file.extends, scope, table)
}

/** Files that are missing, and files that import each other in a circle. */
function* importFaults({ file, references }: ProtobufDocument): Generator<string> {
  const files = new Map([...builtInFiles(), ...references.map((source) => [source.path ?? '', source] as const)])
  for (const { path, kind } of file.imports) {
    // A weak one may be missing.
    if (!files.has(path) && kind !== 'weak') yield `the file '${path}' that it imports is no reference`
  }
  const done = new Set<string>()
  for (const { path } of references) {
    const circle = path === undefined ? undefined : findCircle(path, (name) => files.get(name)?.file, done)
    if (circle) yield `files import each other: ${circle.join(', ')}`
  }
}

/** Depth first without recursion: chains of imports may be long. */
function findCircle(
  start: string,
  fileOf: (path: string) => ProtobufFile | undefined,
  done: Set<string>,
): string[] | undefined {
  const open = [{ path: start, rest: importsOf(fileOf(start)) }]
  const inside = new Set([start])
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const next = done.has(top.path) ? undefined : top.rest.pop()
    if (next === undefined) {
      done.add(top.path)
      inside.delete(top.path)
      open.pop()
    } else if (inside.has(next)) return [...open.map(({ path }) => path), next]
    else if (!done.has(next)) {
      inside.add(next)
      open.push({ path: next, rest: importsOf(fileOf(next)) })
    }
  }
  return undefined
}

function importsOf(file: ProtobufFile | undefined): string[] {
  return file ? file.imports.map(({ path }) => path) : []
}

function* typeFaults(
  types: readonly ProtobufType[],
  outer: Scope,
  table: TypeTable,
  file: ProtobufFile,
): Generator<string> {
  for (const type of types) {
    const scope = outer.enter(type.name)
    if (type.kind === 'enum') yield* enumFaults(type, scope.name, file)
    else yield* bodyFaults(type, scope, table, file)
  }
}

function* bodyFaults(body: MessageBody, scope: Scope, table: TypeTable, file: ProtobufFile): Generator<string> {
  yield* sharedNames(body, constantsOf(body.types), scope.name)
  yield* fieldFaults(body, scope, table)
  yield* typeFaults(body.types, scope, table, file)
  yield* extensionFaults(body.extends, scope, table)
  for (const group of groupsOf(body)) yield* bodyFaults(group, scope.enter(group.name), table, file)
}

function groupsOf({ groups, oneofs }: MessageBody) {
  return [...groups, ...oneofs.flatMap((oneof) => oneof.groups)]
}

/** Constants of enums are names of the scope around the enum. */
function constantsOf(types: readonly ProtobufType[]): string[] {
  return types.flatMap((type) => (type.kind === 'enum' ? type.constants.map(({ name }) => name) : []))
}

/** Names that stand for two things in one scope. */
function* sharedNames(scope: ProtobufFile | MessageBody, constants: string[], name: string): Generator<string> {
  const names = [...constants, ...scope.types.map((type) => type.name)]
  const extended = scope.extends.flatMap(({ fields, groups }) => [...fields, ...groups])
  names.push(...extended.map((field) => field.name))
  if ('services' in scope) names.push(...scope.services.map((service) => service.name))
  else {
    const members = scope.oneofs.flatMap((oneof) => [oneof.name, ...oneof.fields.map((field) => field.name)])
    names.push(...scope.fields.map((field) => field.name), ...members, ...groupsOf(scope).map((group) => group.name))
  }
  const seen = new Set<string>()
  for (const own of names) {
    if (seen.has(own)) yield `'${own}' stands for two things in '${name}'`
    seen.add(own)
  }
}

function* extensionFaults(extended: ProtobufFile['extends'], scope: Scope, table: TypeTable): Generator<string> {
  for (const { target, fields } of extended) {
    const type = table.findType(target, scope)?.type
    if (!type || 'constants' in type) yield `'${target}' is no message that could be extended`
    else {
      const hasRoom = inRanges(type.extensions.flatMap((statement) => statement.ranges))
      for (const { name, tag } of fields) {
        if (hasRoom(tag)) continue
        yield `'${target}' has no room for an extension of the number ${tag}, which '${name}' has`
      }
    }
  }
}
