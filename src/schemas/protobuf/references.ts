/** Which files a schema needs from outside itself. */
import { builtInFiles } from './built-in-files.ts'
import type { ProtobufDocument } from './document.ts'

/** The paths that it imports, without those that every schema may import. */
export function referencesOfProtobuf({ file }: ProtobufDocument): readonly string[] {
  const paths = new Set(file.imports.map(({ path }) => path))
  return [...paths].filter((path) => !builtInFiles().has(path))
}
