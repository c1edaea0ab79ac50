/**
 * What a change makes untrue of what was read before it. Only where that is known exactly is anything kept: plain
 * registrations, which are nearly all changes, and settings. Whatever else there is makes everything be forgotten.
 */

import type { ChangeFacts } from './change-clock.ts'
import type { SubjectKey } from './schema-store.ts'

/** The names under which answers are remembered. */
export const answerKeys = {
  versions: ({ context, subject }: SubjectKey) => `versions:${context}:${subject}`,
  uses: (context: string, schemaId: number) => `uses:${schemaId}:${context}`,
  contextsOf: (subject: string) => `contexts:${subject}`,
  guid: (guid: string) => `guid:${guid}`,
  maxSchemaId: (context: string) => `max:${context}`,
}

export interface Untrue {
  /** Keys of answers; `all` where nobody can name them. */
  readonly answers: readonly string[] | 'all'
  /** Whether what is set on scopes may be different now. */
  readonly settings: boolean
  /** Whether schemas may be gone, so that their ids mean nothing any more or, after an import, something else. */
  readonly schemas: boolean
}

export const everything: Untrue = { answers: 'all', settings: true, schemas: true }
/** Associations are never remembered. */
const nothing: Untrue = { answers: [], settings: false, schemas: false }
const settingsOnly: Untrue = { answers: [], settings: true, schemas: false }

export function madeUntrue(change: ChangeFacts): Untrue {
  switch (change.operation) {
    case 'register':
      return afterRegistration(change)
    case 'softDelete':
      return { answers: 'all', settings: false, schemas: false }
    case 'setMode':
      // An import may begin with clearing out what is soft-deleted.
      return change.after === 'IMPORT' ? everything : settingsOnly
    case 'setConfig':
    case 'deleteConfig':
    case 'deleteMode':
      return settingsOnly
    case 'createAssociation':
    case 'updateAssociation':
    case 'deleteAssociation':
      return nothing
    default:
      return everything
  }
}

function afterRegistration({ target, before, after }: ChangeFacts): Untrue {
  const { schemaId, guid, leftSchemaId } = after as { schemaId?: unknown; guid?: unknown; leftSchemaId?: unknown }
  // It replaced versions, or an import took a content away from another id: other subjects may have known that id.
  if (before !== undefined || leftSchemaId !== undefined) return everything
  if (typeof schemaId !== 'number' || typeof guid !== 'string') return everything
  return {
    answers: [
      answerKeys.versions(target),
      answerKeys.uses(target.context, schemaId),
      answerKeys.contextsOf(target.subject),
      answerKeys.guid(guid),
      answerKeys.maxSchemaId(target.context),
    ],
    settings: false,
    schemas: false,
  }
}
