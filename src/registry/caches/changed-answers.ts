/**
 * What a change makes untrue of what was read before it. Only where that is known exactly is anything kept: plain
 * registrations, which are nearly all changes, soft deletions and settings. Whatever else there is makes everything be forgotten.
 */

import type { SubjectKey } from '../schema-store.ts'
import type { ChangeFacts } from './change-clock.ts'

/** The names under which answers are remembered. */
export const answerKeys = {
  versions: ({ context, subject }: SubjectKey) => `versions:${context}:${subject}`,
  uses: (context: string, schemaId: number) => `uses:${schemaId}:${context}`,
  contextsOf: (subject: string) => `contexts:${subject}`,
  guid: (guid: string) => `guid:${guid}`,
  /** What is set on a scope itself, as its alias. */
  ownSettings: ({ context, subject }: SubjectKey) => `settings:${context}:${subject}`,
  maxSchemaId: (context: string) => `max:${context}`,
}

export interface Untrue {
  /** Keys of answers; `all` where nobody can name them. */
  readonly answers: readonly string[] | 'all'
  /** Whether what several scopes together say may be different now. */
  readonly settings: boolean
  /** Whether that is so for every subject, and not only for those whose answers are named. */
  readonly subjects: boolean
  /** Whether schemas may be gone, so that their ids mean nothing any more or, after an import, something else. */
  readonly schemas: boolean
}

export const everything: Untrue = { answers: 'all', settings: true, subjects: true, schemas: true }
const nothing: Untrue = { answers: [], settings: false, subjects: false, schemas: false }

function settingsOf(scope: SubjectKey): Untrue {
  const answers = [answerKeys.ownSettings(scope), answerKeys.versions(scope)]
  // What is set on a context or for all is felt in every subject below.
  return { answers, settings: true, subjects: scope.subject === '', schemas: false }
}

export function madeUntrue(change: ChangeFacts): Untrue {
  switch (change.operation) {
    case 'register':
      return afterRegistration(change)
    case 'softDelete':
      return afterSoftDelete(change)
    case 'setMode':
      // An import may begin with clearing out what is soft-deleted.
      return change.after === 'IMPORT' ? everything : settingsOf(change.target)
    case 'setConfig':
    case 'deleteConfig':
    case 'deleteMode':
      return settingsOf(change.target)
    case 'createAssociation':
    case 'updateAssociation':
    case 'deleteAssociation':
      // They are never remembered.
      return nothing
    default:
      return everything
  }
}

function afterSoftDelete({ target, before }: ChangeFacts): Untrue {
  const { schemaId } = before as { schemaId?: unknown }
  if (typeof schemaId !== 'number') return everything
  return { ...nothing, answers: [answerKeys.versions(target), answerKeys.uses(target.context, schemaId)] }
}

function afterRegistration({ target, before, after }: ChangeFacts): Untrue {
  const { schemaId, guid, leftSchemaId } = after as { schemaId?: unknown; guid?: unknown; leftSchemaId?: unknown }
  // It replaced versions, or an import took a content away from another id: other subjects may have known that id.
  if (before !== undefined || leftSchemaId !== undefined) return everything
  if (typeof schemaId !== 'number' || typeof guid !== 'string') return everything
  return {
    ...nothing,
    answers: [
      answerKeys.versions(target),
      answerKeys.uses(target.context, schemaId),
      answerKeys.contextsOf(target.subject),
      answerKeys.guid(guid),
      answerKeys.maxSchemaId(target.context),
    ],
  }
}
