/** Tags that a registration changes in the text of its schema. */

import { faultOf } from '../content/candidate.ts'
import { resolveReferences } from '../content/references.ts'
import type { RegisterRequest } from '../content/register-request.ts'
import type { Core } from '../core.ts'
import type { StoredSchema } from '../schema-store.ts'
import type { Inquiry } from '../schema-work/schema-work.ts'
import { textOfStored } from '../schema-work/stored-text.ts'
import type { SubjectState } from '../scopes/subject-state.ts'
import { latest } from '../subjects/version-selector.ts'

export function changesTags({ schemaTagsToAdd = [], schemaTagsToRemove = [] }: RegisterRequest): boolean {
  return schemaTagsToAdd.length + schemaTagsToRemove.length > 0
}

/** A text whose tags are changed by the registry gets its version into the metadata, as if that was asked for. */
export function withVersionForTags(request: RegisterRequest): RegisterRequest {
  return changesTags(request) && request.version === undefined ? { ...request, version: latest } : request
}

/**
 * The request with the tags in its text.
 *
 * @param before - schema of the latest version, whose tags may be kept.
 * @throws {RegistryError} `invalidSchema`, also for a path that leads nowhere.
 */
export async function withTextTags(
  { core, inquiry, state }: { core: Core; inquiry: Inquiry; state: SubjectState },
  request: RegisterRequest,
  before: StoredSchema | undefined,
): Promise<RegisterRequest> {
  const { schemaTagsToAdd: add = [], schemaTagsToRemove: remove = [], propagateSchemaTags } = request
  const { reads, key } = state
  const keep =
    propagateSchemaTags && before
      ? await inquiry.ask({ ask: 'find tags', text: await textOfStored(core, reads, before) })
      : []
  if (keep.length + add.length + remove.length === 0) return request
  const source = { reads, schemas: core.schemas, context: key.context, deleted: false }
  const { texts } = await resolveReferences(source, request.references ?? [])
  const type = core.work.type(request.schemaType)
  const text = core.work.sentText({ type, text: request.schema ?? '', references: texts, strict: false })
  const edited = await inquiry.ask({ ask: 'edit tags', text, changes: { keep, add, remove } })
  if (edited.text === undefined) throw faultOf(text, edited.fault)
  return { ...request, schema: edited.text }
}
