/** Turns a schema into its model: from the text of a `.proto` file, or from base64 of its compiled form. */
import { SchemaError, schemaErrors } from '../errors.ts'
import type { SchemaSource } from '../format.ts'
import { placeIn } from '../json-text.ts'
import { type ProtobufDocument, typesOf } from './document.ts'
import { usedNames } from './names.ts'
import { parseFile } from './parse-file.ts'
import { isSerialized, parseSerialized } from './serialized-text.ts'
import type { SourceFile } from './type-table.ts'

export function parseProtobuf(source: SchemaSource): ProtobufDocument {
  const references = source.references.map(({ name, text }) => readReference(name, text))
  const document: ProtobufDocument = { file: readText(source.text, references), references }
  if (source.strict) checkNames(document, isSerialized(source.text) ? undefined : source.text)
  return document
}

function readReference(name: string, text: string): SourceFile {
  try {
    return { path: name, file: readText(text, []) }
  } catch (error) {
    if (error instanceof SchemaError) throw schemaErrors.invalidReference(name, error.message).because(error)
    throw error
  }
}

function readText(text: string, references: readonly SourceFile[]) {
  return isSerialized(text) ? parseSerialized(text, references) : parseFile(text)
}

/** What the reference finds because it normalises each new schema once. */
function checkNames(document: ProtobufDocument, text: string | undefined): void {
  const table = typesOf(document)
  for (const { name, scope, position } of usedNames(document.file, table)) {
    if (table.findType(name, scope)) continue
    throw schemaErrors.unresolvedReference(name, text === undefined ? undefined : placeIn(text, position))
  }
}
