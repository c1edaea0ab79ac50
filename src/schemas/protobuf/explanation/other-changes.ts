/** What nobody is surprised by and is a difference all the same: imports, new services, numbers set aside, order. */
import { canonicalProtobuf } from '../canonical.ts'
import type { ProtobufDocument } from '../document.ts'
import type { ProtobufFile, ReservedStatement } from '../model.ts'
import { root } from '../place.ts'
import { rangesOf, reservedNames } from '../reserved.ts'
import type { PlacedChange } from './doc-changes.ts'
import { type MatchedEnum, type MatchedMessage, matchedTypes, type Pair } from './matched.ts'

export function* otherChanges(older: ProtobufDocument, newer: ProtobufDocument): Generator<PlacedChange> {
  yield* importChanges({ older: older.file, newer: newer.file })
  yield* newServices({ older: older.file, newer: newer.file })
  for (const matched of matchedTypes({ older, newer })) {
    const change = reservedChange(matched)
    if (change) yield change
  }
}

/** Where the files differ and nothing has been told of it. */
export function orderChange(older: ProtobufDocument, newer: ProtobufDocument): PlacedChange[] {
  if (canonicalProtobuf(older) === canonicalProtobuf(newer)) return []
  return [harmless('order', root.path, 'Parts of the file are in another order, or written otherwise.')]
}

function* importChanges({ older, newer }: Pair<ProtobufFile>): Generator<PlacedChange> {
  const [before, after] = [older, newer].map((file) => new Set(file.imports.map(({ path }) => path)))
  for (const path of after ?? []) {
    if (!before?.has(path)) yield harmless('imports', root.path, `The new schema imports '${path}'.`)
  }
  for (const path of before ?? []) {
    if (!after?.has(path)) yield harmless('imports', root.path, `The new schema does not import '${path}' any more.`)
  }
}

function* newServices({ older, newer }: Pair<ProtobufFile>): Generator<PlacedChange> {
  const before = new Map(older.services.map((service) => [service.name, service]))
  for (const { name, methods } of newer.services) {
    const former = before.get(name)
    if (!former) yield harmless('added', `#/${name}`, `Service '${name}' is only in the new schema.`)
    const known = new Set(former?.methods.map((method) => method.name))
    for (const method of former ? methods : []) {
      if (known.has(method.name)) continue
      yield harmless('added', `#/${name}/${method.name}`, `Method '${method.name}' of service '${name}' is new.`)
    }
  }
}

function reservedChange({ older, newer, place }: MatchedMessage | MatchedEnum): PlacedChange | undefined {
  const [was, is] = [reservedText(older.reserved), reservedText(newer.reserved)]
  if (was === is) return undefined
  const description = `In ${place.words}, ${is === '' ? 'nothing' : is} is reserved; it was ${was === '' ? 'nothing' : was}.`
  return { ...harmless('reserved', place.path, description), part: newer }
}

function reservedText(reserved: readonly ReservedStatement[]): string {
  const ranges = [...rangesOf(reserved)].sort((a, b) => a.first - b.first)
  const numbers = ranges.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`))
  return [
    ...numbers,
    ...reservedNames(reserved)
      .sort()
      .map((name) => `'${name}'`),
  ].join(', ')
}

function harmless(what: string, path: string, description: string): PlacedChange {
  return { what, path, description, backward: true, forward: true, part: undefined }
}
