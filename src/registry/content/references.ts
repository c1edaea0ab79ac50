/** References between schemas: which registered versions a text needs, fetched depth first. */

import type { SchemaCache } from '../caches/schema-cache.ts'
import { registryErrors } from '../errors.ts'
import type { SchemaReads, StoredSchema, StoredVersion, SubjectKey, VersionKey } from '../schema-store.ts'
import { inTurns } from '../schema-work/turns.ts'
import { formatSubject, isQualified, parseSubject } from '../subjects/subject-name.ts'
import { latest } from '../subjects/version-selector.ts'
import { type ReferenceText, referenceText } from './reference-text.ts'
import type { SchemaReference } from './schema-content.ts'

export interface ReferenceResolution {
  /** The references with `latest` replaced by the version found. */
  readonly references: readonly SchemaReference[]
  /** The versions that they name. */
  readonly targets: readonly VersionKey[]
  /** Their texts and those of what they need, dependencies first, each name once. */
  readonly texts: readonly ReferenceText[]
}

export interface ReferenceSource {
  reads: Pick<SchemaReads, 'loadVersions' | 'loadSchemas'>
  schemas: SchemaCache
  /** Context of the schema that refers: unqualified subjects are looked up there. */
  context: string
  /** Whether soft-deleted versions are found: stored schemas keep them, new ones may not take them. */
  deleted: boolean
  /** Whether it is registered already: then it is read however much it refers to. */
  stored?: boolean
  /** Whether a name may stand for one version only, through all that is referred to; else the first one counts. */
  oneVersionPerName?: boolean
}

const none: ReferenceResolution = { references: [], targets: [], texts: [] }

/** In all, through those of references too: a chain of that length, or that many types of one schema. */
const maxReferences = 1000

/** @throws {RegistryError} `incompleteReference`, `referenceNotFound`, `tooManyReferences`, `conflictingReferences`. */
export async function resolveReferences(
  source: ReferenceSource,
  references: readonly SchemaReference[],
): Promise<ReferenceResolution> {
  if (references.length === 0) return none
  if (references.length > maxReferences && !source.stored) throw registryErrors.tooManyReferences(maxReferences)
  const targets = await getTargets(source, references)
  const texts = await collect(source, targets)
  return {
    references: targets.map(({ name, subject, row }) => ({ name, subject, version: row.version })),
    targets: targets.map(({ row }) => row),
    texts: [...texts.values()],
  }
}

/** The subject that a reference names, seen from the context of the schema that refers. */
export function referenceSubject(context: string, reference: SchemaReference): SubjectKey {
  const key = parseSubject(reference.subject ?? '')
  return isQualified(reference.subject ?? '') ? key : { ...key, context }
}

/** A reference together with what it leads to. */
interface Target {
  readonly name: string
  readonly subject: string
  readonly row: StoredVersion
  readonly schema: StoredSchema
}

async function getTargets(source: ReferenceSource, references: readonly SchemaReference[]): Promise<Target[]> {
  const targets: Target[] = []
  for await (const reference of inTurns(references)) {
    const { name, subject, version } = reference
    const row = await getVersion(source, reference)
    const schema = await source.schemas.find(source.reads, row.context, row.schemaId)
    if (!schema) throw registryErrors.referenceNotFound(subject, version)
    targets.push({ name, subject, row, schema })
  }
  return targets
}

async function getVersion(source: ReferenceSource, reference: SchemaReference): Promise<StoredVersion> {
  const { name, subject, version } = reference
  if (!name || !subject || !Number.isInteger(version)) throw registryErrors.incompleteReference()
  const versions = await source.reads.loadVersions(referenceSubject(source.context, reference))
  const active = versions.filter((row) => !row.deleted)
  const found =
    version === latest ? active.at(-1) : (source.deleted ? versions : active).find((row) => row.version === version)
  if (!found) throw registryErrors.referenceNotFound(subject, version)
  return found
}

/** What is being followed: the targets of one schema, and which target that schema is. */
interface Open {
  readonly targets: Iterator<Target>
  readonly of: Target | undefined
}

/**
 * Depth first, in the order in which a parser needs the texts. What was visited ends circles, which an import may make.
 * It waits only where something must be asked: a chain that is known is walked at once.
 */
async function collect(source: ReferenceSource, targets: readonly Target[]): Promise<Map<string, ReferenceText>> {
  const texts = new Map<string, ReferenceText>()
  const visited = new Map<string, StoredVersion>()
  const open: Open[] = [{ targets: targets.values(), of: undefined }]
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { value: target, done } = top.targets.next()
    if (done) {
      open.pop()
      if (top.of) texts.set(top.of.name, referenceText(top.of.schema, top.of.name))
    } else if (visit(source, target, visited)) {
      const inner = knownTargets(target.schema) ?? (await findInnerTargets(source, target.schema))
      open.push({ targets: inner.values(), of: target })
    }
  }
  return texts
}

/** @returns whether the name is new. */
function visit(source: ReferenceSource, { name, row }: Target, visited: Map<string, StoredVersion>): boolean {
  const known = visited.get(name)
  if (known && source.oneVersionPerName && !isSame(known, row))
    throw registryErrors.conflictingReferences(name, versionName(known), versionName(row))
  if (known) return false
  visited.set(name, row)
  if (visited.size > maxReferences && !source.stored) throw registryErrors.tooManyReferences(maxReferences)
  return true
}

function isSame(a: StoredVersion, b: StoredVersion): boolean {
  return a.context === b.context && a.subject === b.subject && a.version === b.version
}

function versionName(row: StoredVersion): string {
  return `version ${row.version} of ${formatSubject(row)}`
}

/**
 * What a stored schema refers to, found once: a version that is referred to is never removed. So a long chain costs a
 * walk through memory and no questions to the store.
 */
const known = new WeakMap<StoredSchema, readonly Target[]>()

function knownTargets(schema: StoredSchema): readonly Target[] | undefined {
  return schema.references.length === 0 ? [] : known.get(schema)
}

async function findInnerTargets(source: ReferenceSource, schema: StoredSchema): Promise<readonly Target[]> {
  const targets = await getTargets({ ...source, context: schema.context, deleted: true }, schema.references)
  known.set(schema, targets)
  return targets
}
