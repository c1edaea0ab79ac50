/** What an Avro text takes from outside. */
import type { AvroDocument } from './model.ts'

/** Full names of the types that the text uses and a reference defines, in order of first use. */
export function referencesOfAvro(document: AvroDocument): readonly string[] {
  return document.externalNames
}
