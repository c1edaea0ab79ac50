/** A schema that somebody sends: parsed, in canonical form, its references found. Nothing is decided about it yet. */

import type { SchemaType } from '../../schemas/index.ts'
import type { SchemaCache } from '../caches/schema-cache.ts'
import { type RegistryError, registryErrors } from '../errors.ts'
import type { SchemaReads, VersionKey } from '../schema-store.ts'
import type { SchemaText } from '../schema-work/questions.ts'
import type { Inquiry } from '../schema-work/schema-work.ts'
import { fingerprintOf } from './guid.ts'
import { sortMetadata } from './metadata.ts'
import { resolveReferences } from './references.ts'
import type { RegisterRequest } from './register-request.ts'
import type { SchemaContent, SchemaReference } from './schema-content.ts'

export interface Candidate extends SchemaContent {
  readonly schemaType: SchemaType
  /** What it is compared by. */
  readonly text: SchemaText
  readonly fingerprint: string
  readonly likeness: string | undefined
  /** The text as it was sent. */
  readonly sentText: string
  /** The versions that the references name. */
  readonly targets: readonly VersionKey[]
  /** Why it may not be registered anew, though it can be read: names or defaults that only stored schemas may have. */
  readonly fault: RegistryError | undefined
}

export interface CandidateOptions {
  reads: SchemaReads
  schemas: SchemaCache
  inquiry: Inquiry
  context: string
  normalize: boolean
  /** Judge it as a new schema; what is found stands in `fault`. */
  strict: boolean
  /** Check the names of fields; what is found stands in `fault`. */
  validateFields: boolean
  /** See {@link ReferenceSource}. */
  oneVersionPerName: boolean
  /** Whether references may name soft-deleted versions. */
  deletedReferences: boolean
}

/** @throws {RegistryError} `invalidSchemaType`, `invalidSchema`, `referenceNotFound`. */
export async function readCandidate(request: RegisterRequest, options: CandidateOptions): Promise<Candidate> {
  const { inquiry, normalize, strict } = options
  const type = inquiry.work.type(request.schemaType)
  const sentText = request.schema ?? ''
  const source = { ...options, deleted: options.deletedReferences }
  const { references, targets, texts } = await resolveReferences(source, request.references ?? [])
  const sent = inquiry.work.sentText({ type, text: sentText, references: texts, strict })
  const unwritable = unwritableText(sentText)
  if (unwritable !== undefined) throw faultOf(sent, unwritable)
  const reading = await inquiry.ask({ ask: 'read', text: sent, normalize })
  const { text } = reading
  if (text === undefined) throw faultOf(sent, reading.fault)
  const reason = reading.fault ?? (await fieldFault(sent, options))
  const fault = reason === undefined ? undefined : faultOf(sent, reason)
  const schema = text
  const content: SchemaContent = {
    schema,
    references: normalize ? normalizeReferences(references) : references,
    ...(request.metadata && { metadata: sortMetadata(request.metadata) }),
    ...(request.ruleSet && { ruleSet: request.ruleSet }),
  }
  return {
    ...content,
    schemaType: type,
    fingerprint: fingerprintOf(content),
    likeness: reading.likeness,
    // Formats compare what they parsed; only the normalised text says what is meant now.
    text: normalize
      ? inquiry.work.sentText({ type, text: schema, references: texts, strict: false })
      : { ...sent, strict: strict && !fault },
    sentText,
    targets,
    fault,
  }
}

async function fieldFault(text: SchemaText, options: CandidateOptions): Promise<string | undefined> {
  return options.validateFields ? (await options.inquiry.ask({ ask: 'fields', text, names: [] })).fault : undefined
}

/**
 * What some database cannot keep as it is, none keeps: PostgreSQL has no NUL in text, and half of a pair, which no bytes of
 * UTF-8 stand for, would come back as another character. Escaped, as JSON can write them, both are well.
 */
function unwritableText(text: string): string | undefined {
  if (text.includes('\0')) return 'the text has a NUL character'
  return text.isWellFormed() ? undefined : 'the text has half of a surrogate pair, which is no character'
}

const maxTextInMessage = 1000

/** Why a text cannot be used, told with the text itself. */
export function faultOf({ type, text, references }: SchemaText, reason: string): RegistryError {
  const names = references.map(({ name }) => name).join(', ')
  return registryErrors.invalidSchema(shortened(text), `[${shortened(names)}]`, type, reason)
}

function shortened(text: string): string {
  return text.length > maxTextInMessage ? `${text.slice(0, maxTextInMessage)}...` : text
}

/** By subject, then version, each once. */
function normalizeReferences(references: readonly SchemaReference[]): SchemaReference[] {
  const seen = new Set<string>()
  return [...references]
    .sort((a, b) => (a.subject === b.subject ? a.version - b.version : a.subject < b.subject ? -1 : 1))
    .filter((reference) => {
      const key = JSON.stringify([reference.name, reference.subject, reference.version])
      return !seen.has(key) && seen.add(key)
    })
}
