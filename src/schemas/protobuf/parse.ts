/** Turns a schema into its model: from the text of a `.proto` file, or from base64 of its compiled form. */
import { cached } from '../cached.ts'
import { SchemaError, schemaErrors } from '../errors.ts'
import type { ResolvedReference, SchemaSource } from '../format.ts'
import { placeIn } from '../json-text.ts'
import { type ProtobufDocument, typesOf } from './document.ts'
import { usedNames } from './names.ts'
import { parseFile } from './parse-file.ts'
import { isSerialized, parseSerialized } from './serialized-text.ts'
import { FileSpans } from './spans.ts'
import type { ReadFile, SourceFile } from './type-table.ts'

export function parseProtobuf(source: SchemaSource): ProtobufDocument {
  const { placed = false } = source
  const references = source.references.map((reference) =>
    placed ? readReference(reference, true) : plainReference(reference),
  )
  const document: ProtobufDocument = { ...readText(source.text, references, placed), references }
  if (source.strict) refuseUnresolvedNames(document, isSerialized(source.text) ? undefined : source.text)
  return document
}

const plainReference = cached((reference: ResolvedReference) => readReference(reference, false))

function readReference({ name, text }: ResolvedReference, placed: boolean): SourceFile {
  try {
    return { path: name, ...readText(text, [], placed) }
  } catch (error) {
    if (error instanceof SchemaError) throw schemaErrors.invalidReference(name, error.message).because(error)
    throw error
  }
}

/** A compiled file has no places that anybody could look at. */
function readText(text: string, references: readonly SourceFile[], placed: boolean): ReadFile {
  if (isSerialized(text)) return { file: parseSerialized(text, references) }
  if (!placed) return { file: parseFile(text) }
  const spans = new FileSpans()
  return { file: parseFile(text, spans), placed: { text, spans } }
}

/** What the reference finds because it normalises each new schema once. */
function refuseUnresolvedNames(document: ProtobufDocument, text: string | undefined): void {
  const table = typesOf(document)
  for (const { name, scope, position } of usedNames(document.file, table)) {
    if (table.findType(name, scope)) continue
    throw schemaErrors.unresolvedReference(name, text === undefined ? undefined : placeIn(text, position))
  }
}
