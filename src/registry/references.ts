/** References between schemas: which registered versions a text needs, fetched depth first. */

import type { ResolvedReference } from '../schemas/index.ts'
import { registryErrors } from './errors.ts'
import type { SchemaCache } from './schema-cache.ts'
import type { SchemaReference } from './schema-content.ts'
import type { SchemaReads, StoredVersion, VersionKey } from './schema-store.ts'
import { isQualified, parseSubject } from './subject-name.ts'
import { latest } from './version-selector.ts'

export interface ReferenceResolution {
  /** The references with `latest` replaced by the version found. */
  readonly references: readonly SchemaReference[]
  /** The versions that they name. */
  readonly targets: readonly VersionKey[]
  /** Their texts and those of what they need, dependencies first, each name once. */
  readonly texts: readonly ResolvedReference[]
}

export interface ReferenceSource {
  reads: SchemaReads
  schemas: SchemaCache
  /** Context of the schema that refers: unqualified subjects are looked up there. */
  context: string
  /** Whether soft-deleted versions are found: stored schemas keep them, new ones may not take them. */
  deleted: boolean
}

const none: ReferenceResolution = { references: [], targets: [], texts: [] }

/** @throws {RegistryError} `incompleteReference`, `referenceNotFound`. */
export async function resolveReferences(
  source: ReferenceSource,
  references: readonly SchemaReference[],
): Promise<ReferenceResolution> {
  if (references.length === 0) return none
  const texts = new Map<string, ResolvedReference>()
  const targets = await collect(source, references, new Set(), texts)
  return {
    references: references.map((reference, index) => ({
      name: reference.name,
      subject: reference.subject,
      version: targets[index]?.version ?? reference.version,
    })),
    targets,
    texts: [...texts.values()],
  }
}

/** The subject that a reference names, seen from the context of the schema that refers. */
export function referenceSubject(context: string, reference: SchemaReference) {
  const key = parseSubject(reference.subject)
  return isQualified(reference.subject) ? key : { ...key, context }
}

/** Adds to `texts` in the order in which a parser needs them. `visited` ends circles, which an import may make. */
async function collect(
  source: ReferenceSource,
  references: readonly SchemaReference[],
  visited: Set<string>,
  texts: Map<string, ResolvedReference>,
): Promise<VersionKey[]> {
  const targets: VersionKey[] = []
  for (const reference of references) {
    const target = await findTarget(source, reference)
    targets.push(target)
    if (visited.has(reference.name)) continue
    visited.add(reference.name)
    const [schema] = await source.schemas.load(source.reads, target.context, [target.schemaId])
    if (!schema) throw registryErrors.referenceNotFound(reference.subject, reference.version)
    await collect({ ...source, context: target.context, deleted: true }, schema.references, visited, texts)
    texts.set(reference.name, { name: reference.name, text: schema.schema })
  }
  return targets
}

async function findTarget(source: ReferenceSource, reference: SchemaReference): Promise<StoredVersion> {
  const { name, subject, version } = reference
  if (!name || !subject || !Number.isInteger(version)) throw registryErrors.incompleteReference()
  const versions = await source.reads.loadVersions(referenceSubject(source.context, reference))
  const active = versions.filter((row) => !row.deleted)
  const found =
    version === latest ? active.at(-1) : (source.deleted ? versions : active).find((row) => row.version === version)
  if (!found) throw registryErrors.referenceNotFound(subject, version)
  return found
}
