/** A parsed schema: its file, those of its references, and the types that all of them define. */
import { cached } from '../cached.ts'
import { builtInFiles, builtInTypes } from './built-in-files.ts'
import { type ReadFile, type SourceFile, TypeTable } from './type-table.ts'

export interface ProtobufDocument extends ReadFile {
  /** By the paths that imports name them by. */
  readonly references: readonly SourceFile[]
}

/** The document's own file as a source of types. */
export const mainSource = cached(({ file }: ProtobufDocument): SourceFile => ({ path: undefined, file }))

export const typesOf = cached((document: ProtobufDocument): TypeTable => {
  const sources = [mainSource(document), ...document.references]
  const builtIn = builtInFiles()
  const replaced = new Set(
    document.references.flatMap(({ path }) => (path !== undefined && builtIn.has(path) ? path : [])),
  )
  if (replaced.size === 0) return new TypeTable(sources, builtInTypes())
  // A reference that has the path of a built-in file takes its place.
  const others = [...builtIn.values()].filter(({ path }) => path !== undefined && !replaced.has(path))
  return new TypeTable([...sources, ...others])
})
