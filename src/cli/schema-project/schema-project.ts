/** A schema project: the schemas of a folder, at some time, joined with each other and named as the project says. */

import type { SchemaSource } from '../../schemas/index.ts'
import { CliError, cliErrors } from '../errors.ts'
import type { FoundFile } from '../schema-files/find-files.ts'
import { type SchemaFile, toSchemaFile } from '../schema-files/read-file.ts'
import { type ResolvedFile, resolveFiles } from '../schema-files/resolve.ts'
import type { FileRules } from './file-rules.ts'

/** A file of some tree: of a folder, or of a commit. */
export interface TreeFile extends FoundFile {
  /** @throws {CliError} where it cannot be read, or should not be. */
  bytes(): Uint8Array
}

/** Why a file cannot be used. */
export interface FileFault {
  /** Path as it is printed. */
  readonly path: string
  readonly error: CliError
}

export interface SchemaProject {
  /** Files after those that they refer to. */
  readonly files: readonly ResolvedFile[]
  /** Everything that was read, also what could not be joined. */
  readonly read: readonly SchemaFile[]
  readonly faults: readonly FileFault[]
  /** JSON files that do not say that they are schemas. */
  readonly passedOver: number
}

/** @param found - faults of the search itself. */
export function projectOf(tree: Iterable<TreeFile>, rules: FileRules, found: readonly FileFault[] = []): SchemaProject {
  const faults = [...found]
  const onFault = (path: string, error: CliError) => void faults.push({ path, error })
  const read: SchemaFile[] = []
  let passedOver = 0
  for (const file of tree) {
    if (rules.ignores(file.name)) continue
    try {
      const inFolder = file.inFolder && !rules.names(file.name)
      const schema = toSchemaFile({ path: file.path, name: file.name, inFolder }, () => file.bytes())
      if (schema) read.push(schema)
      else passedOver++
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      onFault(file.path, error)
    }
  }
  const files = resolveFiles(read, {
    subjectOf: (file) => rules.subjectOf(file),
    knownTo: (file) => rules.knownTo(file.name),
    remedies: {
      missing: (name) =>
        `check a folder that holds it too, or say in schemalog.yaml ('references') which subject '${name}' is`,
      shared: "'subject' in schemalog.yaml or --name-by tells them apart",
    },
    onFault,
  })
  return { files, read, faults, passedOver }
}

/** A folder without schemas is more likely the wrong one than meant. @throws {CliError} `wrongUse`. */
export function refuseEmpty({ read, faults }: SchemaProject, folder: string): void {
  if (read.length + faults.length > 0) return
  throw cliErrors.wrongUse(`There is no schema file (.avsc, .json, .proto) in ${folder}.`)
}

/** The text with those that it needs: dependencies first, each name once. */
export function sourceOf(file: ResolvedFile): SchemaSource {
  const texts = new Map<string, string>()
  const seen = new Set<ResolvedFile>()
  const visit = ({ targets }: ResolvedFile) => {
    for (const [name, target] of targets) {
      if (texts.has(name)) continue
      if (!seen.has(target)) {
        seen.add(target)
        visit(target)
      }
      if (!texts.has(name)) texts.set(name, target.text)
    }
  }
  visit(file)
  return { text: file.text, references: [...texts].map(([name, text]) => ({ name, text })), strict: true }
}

/** The file that a name leads to, also by way of other files. */
export function findTarget(file: ResolvedFile, name: string): ResolvedFile | undefined {
  const seen = new Set<ResolvedFile>([file])
  // Grows while it is walked.
  for (const { targets } of seen) {
    const target = targets.get(name)
    if (target) return target
    for (const other of targets.values()) seen.add(other)
  }
  return undefined
}
